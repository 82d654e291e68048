package io.gentrack.hasher.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTest {
    private static final Path FILE = Path.of("model.safetensors");

    @TempDir
    Path sys;

    @Test
    void a_spinning_disk_and_its_partition_get_one_stream() throws Exception {
        queue("sda", "1");
        Files.createDirectories(sys.resolve("disks/sda/sda1"));
        Files.createSymbolicLink(sys.resolve("sda1"), sys.resolve("disks/sda/sda1"));
        Devices devices = new Devices(sys);
        assertThat(devices.kind("/dev/sda", "ext4", FILE)).isEqualTo(Devices.Kind.ROTATING);
        assertThat(devices.kind("/dev/sda1", "ext4", FILE)).isEqualTo(Devices.Kind.ROTATING);
        assertThat(new Devices.Device("/dev/sda", Devices.Kind.ROTATING).streams(16))
                .isEqualTo(1);
    }

    @Test
    void a_sata_ssd_gets_two_and_nvme_all_cores() throws Exception {
        queue("sdb", "0");
        queue("nvme0n1", "0");
        Devices devices = new Devices(sys);
        assertThat(devices.kind("/dev/sdb", "ext4", FILE)).isEqualTo(Devices.Kind.SOLID);
        assertThat(devices.kind("/dev/nvme0n1", "ext4", FILE)).isEqualTo(Devices.Kind.FAST);
        assertThat(new Devices.Device("", Devices.Kind.SOLID).streams(16)).isEqualTo(2);
        assertThat(new Devices.Device("", Devices.Kind.FAST).streams(16)).isEqualTo(16);
    }

    @Test
    void a_virtual_disk_that_calls_itself_rotational_is_not_believed() throws Exception {
        queue("vda", "1");
        assertThat(new Devices(sys).kind("/dev/vda", "ext4", FILE)).isEqualTo(Devices.Kind.FAST);
    }

    @Test
    void a_share_of_another_machine_gets_one_stream() {
        assertThat(new Devices(sys).kind("nas:/models", "nfs4", FILE)).isEqualTo(Devices.Kind.NETWORK);
        assertThat(new Devices(sys).kind("//nas/models", "CIFS", FILE)).isEqualTo(Devices.Kind.NETWORK);
        assertThat(new Devices(sys).kind("", "NTFS", Path.of("\\\\nas\\models\\a.safetensors")))
                .isEqualTo(Devices.Kind.NETWORK);
    }

    private void queue(String disk, String rotational) throws Exception {
        Path queue = Files.createDirectories(sys.resolve("disks").resolve(disk).resolve("queue"));
        Files.writeString(queue.resolve("rotational"), rotational + "\n");
        Files.createSymbolicLink(sys.resolve(disk), sys.resolve("disks").resolve(disk));
    }
}

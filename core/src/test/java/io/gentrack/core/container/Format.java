package io.gentrack.core.container;

import static io.gentrack.core.container.ExifFixtures.comfyExif;
import static io.gentrack.core.container.Fixtures.textChunk;

import java.util.List;
import java.util.Map;

/** One row of the fixture matrix: a way in which a file carries prompt and workflow. */
enum Format {
    PNG_TEXT(Container.PNG, "png") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return Fixtures.png(List.of(
                    textChunk("tEXt", "prompt", prompt),
                    textChunk("tEXt", "workflow", workflow),
                    Fixtures.pixels(payload)));
        }

        @Override
        byte[] without() {
            return Fixtures.png(Map.of());
        }
    },
    PNG_AFTER_PIXELS(Container.PNG, "png") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return Fixtures.png(List.of(
                    Fixtures.pixels(payload),
                    Fixtures.pixels(payload),
                    Fixtures.ztxt("prompt", Bytes.utf8(prompt)),
                    Fixtures.itxt("workflow", workflow, true)));
        }

        @Override
        byte[] without() {
            return Fixtures.png(List.of(Fixtures.pixels(9), textChunk("tEXt", "Software", "test")));
        }
    },
    APNG_COMF(Container.PNG, "png") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return Fixtures.png(List.of(
                    Fixtures.pixels(payload),
                    textChunk("comf", "workflow", workflow),
                    textChunk("comf", "prompt", prompt)));
        }

        @Override
        byte[] without() {
            return Fixtures.png(List.of(Fixtures.chunk("acTL", new byte[8]), Fixtures.pixels(9)));
        }
    },
    WEBP(Container.WEBP, "webp") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return ExifFixtures.webp(comfyExif(prompt, workflow), payload);
        }

        @Override
        byte[] without() {
            return ExifFixtures.webp(new byte[0], 30);
        }
    },
    JPEG(Container.JPEG, "jpg") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            // A segment has 16 bits of length: what is larger goes into one segment each, as far as that goes.
            return ExifFixtures.jpeg(List.of(
                    ExifFixtures.segment(0xE2, new byte[Math.min(payload, 60_000)]),
                    ExifFixtures.exifSegment(comfyExif(prompt, workflow))));
        }

        @Override
        byte[] without() {
            return ExifFixtures.jpeg(List.of());
        }
    },
    AVIF(Container.AVIF, "avif") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return BoxFixtures.avif(comfyExif(prompt, workflow), payload);
        }

        @Override
        byte[] without() {
            return BoxFixtures.avif(new byte[0], 30);
        }
    },
    MP4_KEYS(Container.MP4, "mp4") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return BoxFixtures.mp4(
                    BoxFixtures.mdtaMeta(Fixtures.texts("workflow", workflow, "prompt", prompt)), payload);
        }

        @Override
        byte[] without() {
            return BoxFixtures.mp4(new byte[0], 30);
        }
    },
    MP4_COMMENT(Container.MP4, "mp4") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return BoxFixtures.mp4(BoxFixtures.mdirMeta(BoxFixtures.vhsComment(prompt, workflow)), payload);
        }

        @Override
        byte[] without() {
            return BoxFixtures.mp4(BoxFixtures.mdtaMeta(Fixtures.texts("encoder", "test")), 30);
        }
    },
    WEBM(Container.WEBM, "webm") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return StreamFixtures.webm(Fixtures.texts("PROMPT", prompt, "WORKFLOW", workflow), payload);
        }

        @Override
        byte[] without() {
            return StreamFixtures.webm(Map.of(), 30);
        }
    },
    FLAC(Container.FLAC, "flac") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return StreamFixtures.flac(Fixtures.texts("prompt", prompt, "workflow", workflow));
        }

        @Override
        byte[] without() {
            return StreamFixtures.flac(Map.of());
        }
    },
    MP3(Container.MP3, "mp3") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return StreamFixtures.mp3(Fixtures.texts("prompt", prompt, "workflow", workflow));
        }

        @Override
        byte[] without() {
            return StreamFixtures.mp3(Map.of());
        }
    },
    OGG(Container.OGG, "opus") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return StreamFixtures.opus(Fixtures.texts("prompt", prompt, "workflow", workflow), 3);
        }

        @Override
        byte[] without() {
            return StreamFixtures.opus(Map.of(), 3);
        }
    },
    GLB(Container.GLB, "glb") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return Fixtures.glb(Fixtures.texts("prompt", prompt, "workflow", workflow));
        }

        @Override
        byte[] without() {
            return Fixtures.glb(Map.of());
        }
    },
    SVG(Container.SVG, "svg") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return Fixtures.svg("{\"prompt\": " + prompt + ", \"workflow\": " + workflow + "}");
        }

        @Override
        byte[] without() {
            return Fixtures.svg("");
        }
    },
    GIF(Container.GIF, "gif") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return Fixtures.gif(BoxFixtures.vhsComment(prompt, workflow));
        }

        @Override
        byte[] without() {
            return Fixtures.gif("");
        }
    },
    SAFETENSORS(Container.SAFETENSORS, "latent") {
        @Override
        byte[] with(String prompt, String workflow, int payload) {
            return Fixtures.safetensors(Fixtures.texts("prompt", prompt, "workflow", workflow));
        }

        @Override
        byte[] without() {
            return Fixtures.safetensors(Map.of());
        }
    };

    final Container container;
    final String ending;

    Format(Container container, String ending) {
        this.container = container;
        this.ending = ending;
    }

    /** A file with both graphs, behind {@code payload} bytes of pixels or film where the format has them there. */
    abstract byte[] with(String prompt, String workflow, int payload);

    /** A file without anything for us. */
    abstract byte[] without();
}

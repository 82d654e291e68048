package io.gentrack.core.container;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Graphs that are members of an object somewhere in a large JSON header, which is streamed past and never held. */
final class EmbeddedJson {
    private EmbeddedJson() {}

    /** Looks in the {@code length} bytes from {@code offset} on, in the object that the names in {@code path} lead to. */
    static void read(Source in, long offset, long length, List<String> path, Findings found)
            throws IOException, Malformed {
        JsonObjects.Scan scan = JsonObjects.scan(in.stream(offset, length), path);
        String place = String.join(".", path);
        for (String name : List.of(Findings.PROMPT, Findings.WORKFLOW, Findings.PARAMETERS)) {
            Optional<JsonObjects.Member> member = scan.member(name);
            if (member.isEmpty() || !found.wants(name)) {
                continue;
            }
            String where = place + "." + name;
            if (member.get().text().isPresent()) {
                byte[] text = member.get().bytes(new byte[0]);
                found.spend(text.length);
                found.keyed(name, text, where);
            } else {
                long from = offset + member.get().from();
                found.load(in, from, offset + member.get().to() - from, name, where)
                        .ifPresent(text -> found.keyed(name, text, where));
            }
        }
        scan.broken().ifPresent(why -> found.fault("its JSON header breaks off: " + why));
    }
}

package io.gentrack.core.container;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Texts in XMP, the XML of picture programs: element texts and attribute values are held against what we know (a graph, A1111 text). Looked
 * into only where nothing else was found, since cameras and editors write much XMP and no graph.
 */
final class Xmp {
    static final String KEY = "xmp";

    private Xmp() {}

    static void read(byte[] xml, Findings found) {
        if (!found.nothingYet()) {
            return;
        }
        for (String text : texts(xml, found)) {
            found.comment(Findings.USER_COMMENT, text.getBytes(StandardCharsets.UTF_8), "XMP", text.startsWith("{"));
        }
    }

    private static List<String> texts(byte[] xml, Findings found) {
        List<String> texts = new ArrayList<>();
        // Made anew for each: the JDK does not promise that a factory serves several threads.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        // No entities and no document type: nothing is fetched, nothing expands.
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            // From characters: the JDK's own decoder writes its complaint about a broken letter to the console.
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(Utf8.decode(Texts.trim(xml))));
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                    add(texts, reader.getText());
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    for (int i = 0; i < reader.getAttributeCount(); i++) {
                        add(texts, reader.getAttributeValue(i));
                    }
                }
            }
        } catch (XMLStreamException e) {
            found.note("the XMP block is no well-formed XML");
        }
        return texts;
    }

    private static void add(List<String> texts, String text) {
        String value = text.strip();
        if (texts.size() < Limits.OTHER_PIECES && (value.startsWith("{") || value.contains("Steps: "))) {
            texts.add(value);
        }
    }
}

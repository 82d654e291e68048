package io.gentrack.core.container;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Tells the format of a file by its first bytes. The name is asked only about texts, which have no mark. */
final class Sniffer {
    /** What a name's ending promises; used to tell a damaged picture from a file that never was one. */
    private static final Map<String, Container> ENDINGS = Map.ofEntries(
            Map.entry("png", Container.PNG),
            Map.entry("apng", Container.PNG),
            Map.entry("webp", Container.WEBP),
            Map.entry("jpg", Container.JPEG),
            Map.entry("jpeg", Container.JPEG),
            Map.entry("avif", Container.AVIF),
            Map.entry("heic", Container.AVIF),
            Map.entry("heif", Container.AVIF),
            Map.entry("mp4", Container.MP4),
            Map.entry("mov", Container.MP4),
            Map.entry("m4v", Container.MP4),
            Map.entry("webm", Container.WEBM),
            Map.entry("mkv", Container.WEBM),
            Map.entry("flac", Container.FLAC),
            Map.entry("mp3", Container.MP3),
            Map.entry("ogg", Container.OGG),
            Map.entry("opus", Container.OGG),
            Map.entry("glb", Container.GLB),
            Map.entry("svg", Container.SVG),
            Map.entry("gif", Container.GIF),
            Map.entry("safetensors", Container.SAFETENSORS),
            Map.entry("latent", Container.SAFETENSORS),
            Map.entry("json", Container.JSON));

    private static final Set<String> PICTURE_BRANDS =
            Set.of("avif", "avis", "mif1", "msf1", "heic", "heix", "heim", "heis", "hevc", "hevx");
    private static final Set<String> FIRST_BOXES = Set.of("ftyp", "moov", "mdat", "free", "skip", "wide", "pnot");

    /** How far into a text its first letter, or {@code <svg}, is looked for. */
    private static final int TEXT_HEAD = 4096;

    private Sniffer() {}

    /** The ending of a file name in lower case, without the dot; empty where there is none. */
    static String ending(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** What a file with this ending should be; {@link Container#UNKNOWN} where the ending promises nothing. */
    static Container promised(String ending) {
        return ENDINGS.getOrDefault(ending, Container.UNKNOWN);
    }

    /** The format of the content. */
    static Container sniff(Source in, String ending) throws IOException, Malformed {
        Container binary = binary(in);
        if (binary != Container.UNKNOWN) {
            return binary;
        }
        int first = firstLetter(in);
        if (first == '{' || first == '[') {
            return Container.JSON;
        }
        if (first == '<' && in.indexOf("<svg", 0, TEXT_HEAD) >= 0) {
            return Container.SVG;
        }
        return ending.equals("json") || ending.equals("txt") ? Container.JSON : Container.UNKNOWN;
    }

    private static Container binary(Source in) throws IOException, Malformed {
        if (in.matches(0, "\u0089PNG\r\n\u001A\n")) {
            return Container.PNG;
        }
        if (in.matches(0, "RIFF") && in.matches(8, "WEBP")) {
            return Container.WEBP;
        }
        if (in.matches(0, "\u00FF\u00D8\u00FF")) {
            return Container.JPEG;
        }
        if (in.matches(0, "\u001AE\u00DF\u00A3")) {
            return Container.WEBM;
        }
        if (in.matches(0, "fLaC")) {
            return Container.FLAC;
        }
        if (in.matches(0, "OggS")) {
            return Container.OGG;
        }
        if (in.matches(0, "glTF")) {
            return Container.GLB;
        }
        if (in.matches(0, "GIF8")) {
            return Container.GIF;
        }
        if (in.matches(0, "ID3")) {
            return in.matches(Id3Reader.behindTag(in), "fLaC") ? Container.FLAC : Container.MP3;
        }
        if (in.has(4, 4) && FIRST_BOXES.contains(Source.name(in.tag(4)))) {
            return isPicture(in) ? Container.AVIF : Container.MP4;
        }
        // A header of less than 16 TiB, then its brace: no text has these zeros.
        if (in.has(0, 9) && in.u16(6) == 0 && (in.u8(8) == '{')) {
            return Container.SAFETENSORS;
        }
        return isMpegFrame(in) ? Container.MP3 : Container.UNKNOWN;
    }

    /** By the main brand, or where that is a general one, by the compatible ones. */
    private static boolean isPicture(Source in) throws IOException, Malformed {
        if (!in.matches(4, "ftyp")) {
            return false;
        }
        long end = Math.min(Math.min(in.u32(0), in.size()), 256);
        for (long at = 8; at + 4 <= end; at += at == 8 ? 8 : 4) {
            if (PICTURE_BRANDS.contains(Source.name(in.tag(at)))) {
                return true;
            }
        }
        return false;
    }

    /** MPEG sound without a tag: eleven ones, then a version and a layer that exist. */
    private static boolean isMpegFrame(Source in) throws IOException, Malformed {
        if (!in.has(0, 4) || in.u8(0) != 0xFF) {
            return false;
        }
        int second = in.u8(1);
        boolean utf16Mark = second == 0xFE;
        return (second & 0xE0) == 0xE0 && (second & 0x18) != 0x08 && (second & 0x06) != 0 && !utf16Mark;
    }

    /** The first letter of a text behind mark and blanks, in UTF-8 or UTF-16; 0 where there is none. */
    private static int firstLetter(Source in) throws IOException, Malformed {
        long at = in.matches(0, "\u00EF\u00BB\u00BF") ? 3 : 0;
        boolean utf16 = in.matches(0, "\u00FF\u00FE") || in.matches(0, "\u00FE\u00FF");
        long end = Math.min(in.size(), TEXT_HEAD);
        for (at += utf16 ? 2 : 0; at < end; at++) {
            int c = in.u8(at);
            if (!Texts.isBlank((byte) c) || (c == 0 && !utf16)) {
                return c;
            }
        }
        return 0;
    }
}

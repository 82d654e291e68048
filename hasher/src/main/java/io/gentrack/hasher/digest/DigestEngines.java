package io.gentrack.hasher.digest;

import java.util.Locale;
import java.util.Optional;

/** Chooses the engine of this process: the native one where it works, else the JDK's. */
public final class DigestEngines {
    /** System property that forces {@code jdk} or {@code native}; anything else means automatic. */
    public static final String PROPERTY = "gentrack.digest";

    /** Environment variable of the same meaning; the property wins. */
    public static final String VARIABLE = "GENTRACK_DIGEST";

    private DigestEngines() {}

    /** The engine for this process, chosen once. Never fails: what does not work is named in {@code describe()}. */
    public static DigestEngine best() {
        return Holder.BEST;
    }

    /** The JDK's engine. */
    public static DigestEngine jdk() {
        return new JdkEngine("asked for");
    }

    /** The native engine, where it works on this machine. */
    public static Optional<DigestEngine> nativeEngine() {
        return Holder.NATIVE.engine().map(engine -> engine);
    }

    static DigestEngine choose(String wanted) {
        String asked = wanted.strip().toLowerCase(Locale.ROOT);
        if (asked.equals("jdk")) {
            return new JdkEngine("asked for by " + PROPERTY + " or " + VARIABLE);
        }
        NativeEngine.Opened opened = Holder.NATIVE;
        if (opened.engine().isPresent()) {
            return opened.engine().get();
        }
        String reason = opened.reason();
        return new JdkEngine(asked.equals("native") ? "native was asked for, but: " + reason : reason);
    }

    private static String wanted() {
        String property = System.getProperty(PROPERTY);
        if (property != null) {
            return property;
        }
        String variable = System.getenv(VARIABLE);
        return variable == null ? "" : variable;
    }

    /** Loading a library and calibrating happen on first use, not when the class is named. */
    private static final class Holder {
        static final NativeEngine.Opened NATIVE = NativeEngine.open();
        static final DigestEngine BEST = choose(wanted());
    }
}

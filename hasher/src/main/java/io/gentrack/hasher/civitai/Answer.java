package io.gentrack.hasher.civitai;

/**
 * What a request gave. An error is never a miss: a miss may be remembered, an error may not.
 *
 * @param <T> what was asked for
 */
public sealed interface Answer<T> {
    /** The site knows it. */
    record Hit<T>(T value) implements Answer<T> {}

    /** The site says that it does not know it. */
    record Miss<T>() implements Answer<T> {}

    /** No answer: no network, an outage, too many requests, or something that is not the site's API. */
    record NoAnswer<T>(String reason) implements Answer<T> {}

    /** The user stopped it. */
    record Stopped<T>() implements Answer<T> {}
}

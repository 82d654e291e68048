package io.gentrack.community.client;

/** Why a combination is not shared. */
public enum KeptHome {
    /** A model or LoRA is known by name only. */
    UNRESOLVED,
    /** Nobody has asked yet whether a model or LoRA is public. */
    NOT_ASKED,
    /** A model is not public, as far as CivitAI says. */
    PRIVATE_MODEL,
    /** A LoRA is not public, as far as CivitAI says. */
    PRIVATE_LORA,
    /** A family, sampler or scheduler that few people have. */
    RARE_WORD,
    /** Numbers outside of what the contract takes, or more LoRAs. */
    OUT_OF_RANGE,
    /** Used less often than asked for; says little of what works. */
    USED_RARELY,
    /** The user's thumb is down. */
    RATED_DOWN,
    /** This server refused it, and asking again would not help yet. */
    REFUSED
}

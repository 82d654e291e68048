package io.gentrack.hasher.cache;

/**
 * A public model version on CivitAI whose file has this very content.
 *
 * @param versionId id of the model version
 * @param modelId id of the model
 * @param name title of model and version, as the site shows it; empty where only the ids are known yet
 * @param baseModel the site's base model ({@code SDXL 1.0}); empty where not known
 * @param type of the matched file ({@code Model}, {@code Pruned Model}, {@code VAE} …); empty where not known
 */
public record PublicIdentity(long versionId, long modelId, String name, String baseModel, String type) {}

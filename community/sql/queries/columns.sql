s.users, s.settings_hash, s.model_family, s.model_id, s.model2_id, s.sampler, s.scheduler, s.steps, s.cfg, s.denoise, s.shift,
  s.guidance, s.loras, s.names, s.last_day

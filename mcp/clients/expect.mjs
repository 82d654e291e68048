// What every client must get from gentrack, whatever it speaks.
import assert from "node:assert/strict";

export async function expectGentrack(client) {
  const { tools } = await client.listTools();
  assert.deepEqual(
    tools.map((tool) => tool.name),
    [
      "suggest_settings",
      "generation_stats",
      "inspect_workflow",
      "enqueue_workflow",
      "rate_settings",
      "search_community_settings",
    ],
  );
  const workflow = {
    1: { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "a.safetensors" } },
    2: { class_type: "CLIPTextEncode", inputs: { text: "a", clip: ["1", 1] } },
    3: { class_type: "EmptyLatentImage", inputs: { width: 64, height: 64, batch_size: 1 } },
    4: {
      class_type: "KSampler",
      inputs: {
        seed: 1, steps: 2, cfg: 1.5, sampler_name: "euler", scheduler: "normal", denoise: 1,
        model: ["1", 0], positive: ["2", 0], negative: ["2", 0], latent_image: ["3", 0],
      },
    },
    5: { class_type: "VAEDecode", inputs: { samples: ["4", 0], vae: ["1", 2] } },
    6: { class_type: "SaveImage", inputs: { filename_prefix: "a", images: ["5", 0] } },
  };
  const inspected = await client.callTool({ name: "inspect_workflow", arguments: { workflow } });
  assert.equal(inspected.structuredContent.passes[0].sampler, "euler");
  assert.deepEqual(JSON.parse(inspected.content[0].text), inspected.structuredContent);
  const stats = await client.callTool({ name: "generation_stats", arguments: {} });
  assert.equal(stats.structuredContent.executions, 0);
  const wrong = await client.callTool({ name: "suggest_settings", arguments: { limit: 1000 } });
  assert.equal(wrong.isError, true);
  const { resources } = await client.listResources();
  assert.equal(resources[0].uri, "gentrack://stats");
  const read = await client.readResource({ uri: "gentrack://stats" });
  assert.equal(JSON.parse(read.contents[0].text).executions, 0);
  const prompt = await client.getPrompt({ name: "suggest_settings_for", arguments: { model: "sdxl" } });
  assert.match(prompt.messages[0].content.text, /sdxl/);
  const flight = new Set();
  for (let i = 0; i < 500; i++) {
    if (flight.size >= 16) await Promise.race(flight);
    const call = client
      .callTool({ name: "suggest_settings", arguments: { limit: 1 + (i % 50) } })
      .then((result) => assert.equal(result.isError ?? false, false))
      .finally(() => flight.delete(call));
    flight.add(call);
  }
  await Promise.all(flight);
}

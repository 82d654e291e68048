package io.gentrack.core.extract.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.extract.Pass;
import io.gentrack.core.extract.Role;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.settings.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a text says of passes beside the first. */
class TextPassesTest extends Texts {
    @Test
    void readsA1111WithHires() {
        ParametersText.Reading.Settings read = settings(A1111);
        assertThat(read.program()).isEqualTo("a1111");
        Pass base = read.extraction().passes().get(0);
        assertThat(base.role()).isEqualTo(Role.BASE);
        assertThat(text(base.sampler())).isEqualTo("dpmpp_2m");
        assertThat(text(base.scheduler())).isEqualTo("karras");
        assertThat(number(base.steps())).isEqualTo(28);
        assertThat(number(base.cfg())).isEqualTo(6.5);
        assertThat(base.denoise()).isEmpty();
        assertThat(number(base.width())).isEqualTo(832);
        assertThat(number(base.height())).isEqualTo(1216);
        assertThat(base.model().orElseThrow().name().value()).isEqualTo("harbourMixXL_v2");
        assertThat(base.loras()).hasSize(1);
        assertThat(base.loras().get(0).name().value()).isEqualTo("stormySea");
        assertThat(number(base.loras().get(0).strengthModel())).isEqualTo(0.8);
        Pass hires = read.extraction().passes().get(1);
        assertThat(hires.role()).isEqualTo(Role.HIRES);
        assertThat(number(hires.denoise())).isEqualTo(0.45);
        assertThat(number(hires.steps())).isEqualTo(12);
        assertThat(number(hires.width())).isEqualTo(1248);
        assertThat(hires.sampler()).isEmpty();
        assertThat(hires.parents()).containsExactly(0);
        assertThat(read.extraction().chains()).hasSize(1);
        assertThat(read.extraction().chains().get(0).group()).containsExactly(0);
    }

    @Test
    void sdNextSaysItsScheduleAndItsSecondPassInItsOwnWords() {
        String sdNext =
                "x\nSteps: 30, Size: 832x1216, Sampler: DPM++ 2M, Scheduler: DPMSolverMultistepScheduler, CFG scale: 6, Model: m, "
                        + "Operations: %s, Hires steps: 20, Hires scale: 2, Hires size: 1664x2432, Hires strength: 0.3, Sampler sigma: karras";
        List<Pass> passes =
                settings(String.format(sdNext, "txt2img; hires")).extraction().passes();
        assertThat(text(passes.get(0).scheduler())).isEqualTo("karras");
        assertThat(passes.get(1).role()).isEqualTo(Role.HIRES);
        assertThat(number(passes.get(1).denoise())).isEqualTo(0.3);
        assertThat(number(passes.get(1).width())).isEqualTo(1664);
        assertThat(settings(String.format(sdNext, "txt2img")).extraction().passes())
                .hasSize(1);
        assertThat(base("x\nSteps: 9, Sampler: Euler, Sampler sigma: default").scheduler())
                .isEmpty();
    }

    @Test
    void everyDetectorOfADetailerIsAPass() {
        List<Pass> passes = settings(
                        "a pier <lora:stormySea:0.8>\nSteps: 28, Sampler: Euler a, CFG scale: 6, Size: 832x1216, Model: m, "
                                + "ADetailer model: face_yolov8n.pt, ADetailer denoising strength: 0.4, ADetailer use separate steps: True, "
                                + "ADetailer steps: 15, ADetailer model 2nd: hand_yolov8n.pt, ADetailer prompt 2nd: \"hands <lora:hands:0.5>\", "
                                + "ADetailer denoising strength 2nd: 0.3, ADetailer checkpoint 2nd: other, ADetailer sampler 2nd: DPM++ 2M, "
                                + "ADetailer scheduler 2nd: Karras, ADetailer version: 24.5.1")
                .extraction()
                .passes();
        assertThat(passes).extracting(Pass::role).containsExactly(Role.BASE, Role.DETAIL, Role.DETAIL);
        Pass face = passes.get(1);
        assertThat(face.sampler()).isEmpty();
        assertThat(number(face.steps())).isEqualTo(15);
        assertThat(number(face.denoise())).isEqualTo(0.4);
        assertThat(face.model().orElseThrow().name().value()).isEqualTo("m");
        assertThat(face.loras().get(0).name().value()).isEqualTo("stormySea");
        Pass hands = passes.get(2);
        assertThat(text(hands.sampler())).isEqualTo("dpmpp_2m");
        assertThat(text(hands.scheduler())).isEqualTo("karras");
        assertThat(hands.steps()).isEmpty();
        assertThat(hands.model().orElseThrow().name().value()).isEqualTo("other");
        assertThat(hands.loras().get(0).name().value()).isEqualTo("hands");
        assertThat(hands.parents()).containsExactly(1);
    }

    @Test
    void theDenoiseThatADetailerWroteOverThePicturesIsNotThePictures() {
        String text =
                "x\nSteps: 28, Sampler: Euler a, CFG scale: 6, Size: 832x1216, Model: m, Denoising strength: 0.4, "
                        + "ADetailer model: face_yolov8n.pt, ADetailer mask blur: 4, ADetailer denoising strength: 0.4, "
                        + "Mask blur: %s, Inpaint area: Only masked";
        assertThat(base(String.format(text, 4)).role()).isEqualTo(Role.BASE);
        assertThat(base(String.format(text, 4)).denoise()).isEmpty();
        assertThat(base(String.format(text, 8)).role()).isEqualTo(Role.INPAINT);
    }

    @Test
    void aSaverOfComfyUiSaysFullDenoiseOfAPictureFromNothing() {
        assertThat(base("x\nSteps: 9, Sampler: Euler, Denoising strength: 1, Version: ComfyUI")
                        .role())
                .isEqualTo(Role.BASE);
        assertThat(base("x\nSteps: 9, Sampler: Euler, Denoising strength: 1, Version: v1.10.1")
                        .role())
                .isEqualTo(Role.IMG2IMG);
    }

    @Test
    void img2imgAndInpaintHaveTheirDenoise() {
        Pass pass = base("x\nSteps: 9, Sampler: Euler, Denoising strength: 0.7");
        assertThat(pass.role()).isEqualTo(Role.IMG2IMG);
        assertThat(number(pass.denoise())).isEqualTo(0.7);
        assertThat(base("x\nSteps: 9, Denoising strength: 0.7, Mask blur: 4").role())
                .isEqualTo(Role.INPAINT);
    }

    @Test
    void theRefinerGoesOnAndIsTheSecondModel() {
        ParametersText.Reading.Settings read =
                settings("x\nSteps: 30, Sampler: Euler, Schedule type: Normal, CFG scale: 7, "
                        + "Model: sd_xl_base_1.0, Refiner: sd_xl_refiner_1.0 [7440042bbd], Refiner switch at: 0.8");
        assertThat(read.extraction().passes().get(1).role()).isEqualTo(Role.CONTINUATION);
        Settings settings = complete(read, ModelNames.BY_NAME);
        assertThat(settings.model2().orElseThrow().hash()).isEqualTo("7440042BBD");
        assertThat(settings.steps()).isEqualTo(30);
    }
}

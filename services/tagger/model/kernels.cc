#include "services/tagger/model/kernels.h"

#include "common/base/check.h"

namespace sitrep::tagger {

const Kernels& KernelsOf(Profile profile) {
  Check(Supports(profile), "this processor cannot run the profile");
  switch (profile) {
    case Profile::kBf16:
      return Bf16Kernels();
    case Profile::kAvx2:
      return Avx2Kernels();
    case Profile::kPlain:
      break;
  }
  return PlainKernels();
}

}  // namespace sitrep::tagger

#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "services/tagger/annotators/sentences.h"
#include "services/tagger/annotators/tokens.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger {

// The models of the repository.
inline std::string ModelsDir() {
  const char* dir = std::getenv("SITREP_MODELS");
  return dir == nullptr ? "models" : dir;
}

// Adds tokens and sentences; the model is loaded once for a test program.
inline void DivideIntoSentences(Document& document) {
  static const SentencesAnnotator& sentences = *new SentencesAnnotator(SentencesAnnotator::Create(ModelsDir()).value());
  EXPECT_TRUE(TokensAnnotator().Annotate(document).ok());
  EXPECT_TRUE(sentences.Annotate(document).ok());
}

}  // namespace sitrep::tagger

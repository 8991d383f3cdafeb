#include "services/tagger/annotators/event_scene.h"

#include <string>
#include <utility>

#include "services/tagger/annotators/event_phrases.h"

namespace sitrep::tagger::events {
namespace {

constexpr uint32_t kMaxLabelTokens = 6;  // "DID NOT WORK: Mariupol."

Scene::Place PlaceOf(const SentenceSyntax& syntax, const Mention& mention) {
  const Document& document = syntax.document();
  const DocumentEntity* entity = document.FindEntity(mention.entity_id);
  return {.participant = {mention.span, mention.entity_id,
                          entity != nullptr ? entity->name : std::string(document.Text(mention.span))},
          .evidence = document.sentences[syntax.sentence()].span};
}

bool IsCapital(const Document& document, const Mention& mention) {
  const DocumentEntity* entity = document.FindEntity(mention.entity_id);
  return entity != nullptr && entity->feature_code == "PPLC";
}

// "Kyiv denied it" is a government, "in Kyiv" a town.
bool ActsForCountry(const SentenceSyntax& syntax, const Mention& mention) {
  if (!IsCapital(syntax.document(), mention)) return false;
  const uint32_t preposition = GoverningPreposition(syntax, mention.first_token);
  return preposition == kNone || !syntax.Is(preposition, kLocative);
}

}  // namespace

void Scene::Enter(const SentenceSyntax& syntax) {
  const Document& document = syntax.document();
  const Sentence& sentence = document.sentences[syntax.sentence()];
  if (sentence.paragraph != paragraph_) {
    paragraph_ = sentence.paragraph;
    label_.reset();
    paragraph_town_.reset();
    paragraph_unsure_ = false;
  }
  towns_here_ = 0;
  town_here_.reset();
  for (const Mention& mention : document.MentionsIn(syntax.sentence())) {
    if (sentence.segment == text::SegmentKind::kDateline) {
      const bool place = mention.type == MentionType::kPlace && !mention.adjectival;
      if (!dateline_.has_value() && place && !IsCapital(document, mention)) dateline_ = PlaceOf(syntax, mention);
      if (place) break;  // What follows is the country, or the agency's name.
      continue;
    }
    if (!NamesTown(syntax, mention) || ActsForCountry(syntax, mention)) continue;
    if (!town_here_.has_value()) {
      town_here_ = PlaceOf(syntax, mention);
      towns_here_ = 1;
    } else if (town_here_->participant.entity_id != mention.entity_id) {
      ++towns_here_;
    }
  }
  ReadLabel(syntax);
}

void Scene::ReadLabel(const SentenceSyntax& syntax) {
  if (towns_here_ != 1) return;
  const Document& document = syntax.document();
  const auto mentions = document.MentionsIn(syntax.sentence());
  const Mention& first = mentions.front();
  const bool leads = first.span == town_here_->participant.span && first.first_token == syntax.begin() &&
                     first.end_token < syntax.end() && syntax.IsWord(first.end_token, ":");
  const uint32_t s = syntax.sentence();
  const bool opens = s == 0 || document.sentences[s - 1].paragraph != document.sentences[s].paragraph;
  const bool last = first.end_token + 1 >= syntax.end();
  const bool after_colon = first.first_token > syntax.begin() && syntax.IsWord(first.first_token - 1, ":");
  const bool alone = syntax.groups().empty() && syntax.end() - syntax.begin() <= kMaxLabelTokens && last &&
                     (opens || after_colon) && document.sentences[s].segment == text::SegmentKind::kBody;
  if (leads || alone) label_ = town_here_;
}

const Scene::Place* Scene::Of(const SentenceSyntax& syntax, bool of_report) const {
  const auto only = [](const std::optional<Place>& place) { return place.has_value() ? &*place : nullptr; };
  if (label_.has_value()) {
    const bool other = towns_here_ > 0 && town_here_->participant.entity_id != label_->participant.entity_id;
    return other ? nullptr : &*label_;
  }
  if (towns_here_ > 0 || paragraph_unsure_) return nullptr;
  if (paragraph_town_.has_value()) return &*paragraph_town_;
  const bool body = syntax.document().sentences[syntax.sentence()].segment == text::SegmentKind::kBody;
  if (!of_report || !body) return nullptr;
  return report_town_.has_value() ? only(report_town_) : only(dateline_);
}

void Scene::Leave(const SentenceSyntax& syntax) {
  const text::SegmentKind segment = syntax.document().sentences[syntax.sentence()].segment;
  if (segment == text::SegmentKind::kDateline) return;
  const bool title = segment == text::SegmentKind::kHeadline || segment == text::SegmentKind::kSubheading;
  const bool lead = segment == text::SegmentKind::kBody && !lead_seen_;
  lead_seen_ |= lead;
  if ((title || lead) && towns_here_ == 1 && !report_town_.has_value()) {
    report_town_ = town_here_;
    report_town_->evidence.reset();
  }
  if (title || towns_here_ == 0) return;
  paragraph_unsure_ = towns_here_ > 1;
  paragraph_town_ = towns_here_ == 1 ? town_here_ : std::nullopt;
}

}  // namespace sitrep::tagger::events

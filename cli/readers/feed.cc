#include <pugixml.hpp>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/readers/article_reader.h"
#include "cli/readers/publication_date.h"

namespace sitrep::cli {
namespace {

// The text of the first child that has one.
std::string ChildText(const pugi::xml_node& node, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    std::string text = node.child(name).text().as_string();
    if (!text.empty()) return text;
  }
  return "";
}

std::string LinkOf(const pugi::xml_node& entry) {
  for (const pugi::xml_node& link : entry.children("link")) {
    const std::string relation = link.attribute("rel").as_string("alternate");
    if (relation == "alternate" && link.attribute("href")) return link.attribute("href").as_string();
  }
  return ChildText(entry, {"link", "guid", "id"});
}

ReadArticle ReadEntry(const pugi::xml_node& entry, const std::string& source) {
  ReadArticle article;
  ingest::v1::ArticleSubmission& submission = article.submission;
  // Bodies of feeds are HTML, even where they look like text.
  submission.set_html(ChildText(entry, {"content:encoded", "content", "description", "summary"}));
  submission.set_headline(ChildText(entry, {"title"}));
  submission.set_source(source);
  submission.set_uri(LinkOf(entry));
  SetPublication(ChildText(entry, {"pubDate", "published", "dc:date", "updated"}), article);
  for (const char* name : {"author", "dc:creator"}) {
    for (const pugi::xml_node& author : entry.children(name)) {
      std::string text = author.child("name").text().as_string();
      if (text.empty()) text = author.text().as_string();
      if (!text.empty()) submission.add_authors(std::move(text));
    }
  }
  return article;
}

}  // namespace

absl::StatusOr<std::vector<ReadArticle>> ReadFeed(const std::string& document) {
  pugi::xml_document xml;
  const pugi::xml_parse_result parsed = xml.load_buffer(document.data(), document.size());
  if (!parsed) {
    return absl::InvalidArgumentError(absl::StrCat("not XML: ", parsed.description(), " at byte ", parsed.offset));
  }
  const pugi::xml_node root = xml.document_element();
  const std::string kind = root.name();
  if (kind != "rss" && kind != "feed" && kind != "rdf:RDF") {
    return absl::InvalidArgumentError(absl::StrCat("neither RSS nor Atom: the document is a <", kind, ">"));
  }
  const pugi::xml_node channel = kind == "feed" ? root : root.child("channel");
  const std::string source = ChildText(channel, {"title"});
  std::vector<ReadArticle> articles;
  for (const pugi::xml_node& parent : {channel, root}) {
    for (const char* name : {"item", "entry"}) {
      for (const pugi::xml_node& entry : parent.children(name)) articles.push_back(ReadEntry(entry, source));
    }
    if (!articles.empty()) break;
  }
  return articles;
}

}  // namespace sitrep::cli

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/commands.h"

namespace sitrep::cli {
namespace {

// Commands and flags as the parser itself knows them, so that completion cannot lag behind.
std::string FlagsOf(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back(command->get_name());
  }
  return absl::StrJoin(words, " ");
}

std::string BashScript(const CLI::App& app) {
  std::string cases;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    absl::StrAppend(&cases, "    ", command->get_name(), ") words=\"", FlagsOf(*command), "\" ;;\n");
  }
  return absl::StrCat(R"(_sitrep() {
  local current="${COMP_WORDS[COMP_CWORD]}" command="" words="" word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word != -* ]] && { command=$word; break; }
  done
  case "$command" in
)",
                      cases, "    *) words=\"", FlagsOf(app), R"(" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ $command == load || $command == tag ]] && COMPREPLY+=($(compgen -f -- "$current"))
}
complete -F _sitrep sitrep
)");
}

}  // namespace

void AddCompletion(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("completion", "print a completion script for a shell");
  command->footer(R"(
Examples:
  source <(sitrep completion bash)
  sitrep completion zsh >> ~/.zshrc)");
  const auto shell = std::make_shared<std::string>("bash");
  command->add_option("SHELL", *shell, "bash or zsh")->check(CLI::IsMember({"bash", "zsh"}))->capture_default_str();
  command->callback([&app, shell, &chosen] {
    chosen = [&app, shell](Context& context) {
      if (*shell == "zsh") context.printer.Line("autoload -U +X bashcompinit && bashcompinit");
      context.printer.Line(BashScript(app));
      return absl::OkStatus();
    };
  });
}

}  // namespace sitrep::cli

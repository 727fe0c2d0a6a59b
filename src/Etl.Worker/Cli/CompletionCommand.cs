using System.CommandLine;

namespace Etl.Worker.Cli;

/// <summary><c>etl completion</c>: a script for the shell, which asks the program itself what can come next.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _etl() {
            local IFS=$'\n'
            COMPREPLY=($(etl "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
        }
        complete -o default -F _etl etl
        """;

    private const string Zsh = """
        #compdef etl
        _etl() {
            local -a found
            found=("${(@f)$(etl "[suggest:${#BUFFER}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a found
            _files
        }
        compdef _etl etl
        """;

    private const string Fish = """
        complete -c etl -a '(set -l line (commandline -cp); etl "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName etl -ScriptBlock {
            param($word, $ast, $position)
            etl "[suggest:$position]" "$ast" 2>$null | Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;

    public static EtlCommand Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh" };
        shell.CompletionSources.Add("bash", "zsh", "fish", "pwsh");
        shell.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && Script(result.Tokens[0].Value) is null)
                result.AddError($"There is completion for bash, zsh, fish and pwsh, not for '{result.Tokens[0].Value}'.");
        });
        return new EtlCommand("completion", "Print the completion script of a shell.", ["source <(etl completion bash)"])
        {
            Arguments = { shell },
            Run = (parse, terminal, _) =>
            {
                terminal.Out.WriteLine(Script(parse.GetRequiredValue(shell)));
                return ExitCode.Done;
            },
        };
    }

    private static string? Script(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        "pwsh" => PowerShell,
        _ => null,
    };
}

using System.Globalization;
using System.Text.Json;

namespace Etl.Worker.Configuration;

/// <summary>Puts values of the environment and the command line over those of the file.</summary>
internal sealed class ConfigOverlay(ConfigNode root)
{
    private readonly List<ConfigProblem> problems = [];

    internal IReadOnlyList<ConfigProblem> Problems => problems;

    /// <param name="steps">Names and numbers of items, from the root.</param>
    /// <param name="value">As text; what it is, its setting says.</param>
    /// <param name="origin">Where it comes from.</param>
    internal void Set(IReadOnlyList<string> steps, string value, ConfigOrigin origin)
    {
        var node = root;
        for (var i = 0; i < steps.Count; i++)
        {
            var isLast = i == steps.Count - 1;
            var isIndex = int.TryParse(steps[i], NumberStyles.None, CultureInfo.InvariantCulture, out var index);
            if (isIndex && node.Kind == JsonTokenType.StartArray)
            {
                if (index > node.Items.Count)
                {
                    problems.Add(new($"{node.Path}[{index}]", origin, $"comes after {node.Items.Count} items; the next is [{node.Items.Count}]."));
                    return;
                }

                var item = Node($"{node.Path}[{index}]", isLast, value, origin, steps, i);
                if (index == node.Items.Count)
                    node.Items.Add(item);
                else if (isLast || node.Items[index].Kind is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                    node.Items[index] = item;
                node = node.Items[index];
            }
            else
            {
                var at = node.Members.FindLastIndex(m => m.Name == steps[i]);
                var member = Node(ConfigNode.Below(node.Path, steps[i]), isLast, value, origin, steps, i);
                if (at < 0)
                    node.Members.Add((steps[i], member));
                else if (isLast || node.Members[at].Value.Kind is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                    node.Members[at] = (steps[i], member);
                node = node.Members[at < 0 ? ^1 : at].Value;
            }
        }
    }

    private static ConfigNode Node(string path, bool isLast, string value, ConfigOrigin origin, IReadOnlyList<string> steps, int step)
    {
        if (isLast)
            return new ConfigNode(path, origin, JsonTokenType.String) { Text = value, IsLoose = true };
        var isList = int.TryParse(steps[step + 1], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return new ConfigNode(path, origin, isList ? JsonTokenType.StartArray : JsonTokenType.StartObject);
    }
}

namespace NewsApi.Benchmarks;

/// <summary>A table in Markdown, its columns lined up so that it reads well unrendered.</summary>
/// <param name="header">The first column is for words, the others for figures.</param>
internal sealed class MarkdownTable(params string[] header)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var widths = header.Select((name, i) => _rows.Select(row => row[i].Length).Append(name.Length).Max()).ToArray();
        var rule = widths.Select((width, i) => i == 0 ? new string('-', width) : new string('-', width - 1) + ":");
        return string.Join('\n', _rows.Select(Line).Prepend($"| {string.Join(" | ", rule)} |").Prepend(Line(header)));

        string Line(string[] cells) =>
            $"| {string.Join(" | ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))} |";
    }
}

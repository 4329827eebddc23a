using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using System.Xml.XPath;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace NewsApi.OpenApi;

/// <summary>The doc comments of this program, as Markdown for the document. Line breaks and indentation of the source are no
/// part of a text; paragraphs are.</summary>
internal sealed partial class XmlTexts
{
    private readonly XDocument _file;
    private readonly Dictionary<string, XElement> _members;

    private XmlTexts(XDocument file)
    {
        _file = file;
        foreach (var text in file.DescendantNodes().OfType<XText>().Where(text => text.Parent?.Name != "code"))
            text.Value = LineBreak().Replace(text.Value, " ");
        _members = file.Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);
    }

    /// <summary>The file that the compiler made of them, beside the program.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "newsapi.xml");

    public static XmlTexts Load() => new(XDocument.Load(Path, LoadOptions.PreserveWhitespace));

    /// <summary>The same texts for Swashbuckle's own filters.</summary>
    public XPathDocument ToXPath()
    {
        using var reader = _file.CreateReader();
        return new XPathDocument(reader);
    }

    /// <summary>What a property is, and an example of it. A positional record has both at its <c>param</c>.</summary>
    public (string? Text, string? Example) Of(PropertyInfo property)
    {
        var member = Member(XmlCommentsNodeNameHelper.GetMemberNameForFieldOrProperty(property));
        var parameter = Member(XmlCommentsNodeNameHelper.GetMemberNameForType(property.DeclaringType))
            ?.Elements("param")
            .FirstOrDefault(element => (string?)element.Attribute("name") == property.Name);
        return (
            Text(parameter ?? member?.Element("summary")),
            (string?)parameter?.Attribute("example") ?? member?.Element("example")?.Value
        );
    }

    public string? Of(Type type) =>
        Text(Member(XmlCommentsNodeNameHelper.GetMemberNameForType(type))?.Element("summary"));

    /// <summary>What each word of an enumeration means, as a Markdown list to follow another text; empty when nobody said.</summary>
    public string Legend(Type enumeration)
    {
        var lines = enumeration
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field =>
                (
                    Word: JsonNamingPolicy.CamelCase.ConvertName(field.Name),
                    Text: Text(
                        Member(XmlCommentsNodeNameHelper.GetMemberNameForFieldOrProperty(field))?.Element("summary")
                    )
                )
            )
            .Where(line => line.Text is not null)
            .Select(line => $"\n- `{line.Word}`: {line.Text}");
        return string.Concat(lines) is { Length: > 0 } list ? "\n" + list : "";
    }

    private XElement? Member(string name) => _members.GetValueOrDefault(name);

    private static string? Text(XElement? element) =>
        element is null
            ? null
            : XmlCommentsTextHelper.Humanize(
                string.Concat(element.Nodes().Select(node => node.ToString(SaveOptions.DisableFormatting)))
            );

    [GeneratedRegex(@"[ \t]*\r?\n\s*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LineBreak();
}

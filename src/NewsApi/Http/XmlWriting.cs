using System.Text;
using System.Xml;

namespace NewsApi.Http;

/// <summary>Writes documents in XML 1.0, in UTF-8.</summary>
internal static class XmlWriting
{
    private const char Replacement = '\uFFFD';

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        // A carriage return in a text stays one.
        NewLineHandling = NewLineHandling.Entitize,
    };

    public static ReadOnlyMemory<byte> Document(Action<XmlWriter> content)
    {
        var bytes = new MemoryStream(32 * 1024);
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartDocument();
            content(xml);
        }
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <summary>An element with text; none where the text is absent or empty.</summary>
    public static void Text(this XmlWriter xml, string name, string? text, string? ns = null)
    {
        if (!string.IsNullOrEmpty(text))
            xml.WriteElementString(name, ns, Clean(text));
    }

    /// <summary>An element with attributes, those that are absent left out, and possibly text.</summary>
    public static void Element(
        this XmlWriter xml,
        string name,
        string? ns,
        IEnumerable<(string Name, string? Value)> attributes,
        string? text = null
    )
    {
        xml.WriteStartElement(name, ns);
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
                xml.WriteAttributeString(attribute, Clean(value));
        }
        if (text is not null)
            xml.WriteString(Clean(text));
        xml.WriteEndElement();
    }

    /// <summary>Text without the few characters that XML 1.0 can't carry even escaped.</summary>
    public static string Clean(string text)
    {
        var fault = IndexOfForbidden(text, 0);
        if (fault < 0)
            return text;
        var clean = new StringBuilder(text);
        for (; fault >= 0; fault = IndexOfForbidden(text, fault + 1))
            clean[fault] = Replacement;
        return clean.ToString();
    }

    private static int IndexOfForbidden(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
                continue;
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
                i++;
            else
                return i;
        }
        return -1;
    }
}

namespace NewsApi.Http;

/// <summary>How long texts are in the sense of the contract.</summary>
internal static class TextLength
{
    /// <summary>Code points, as JSON Schema's <c>maxLength</c> and the database count: an emoji is one character, though it
    /// takes two units of UTF-16.</summary>
    public static int Characters(this string text) => text.Length - text.Count(char.IsLowSurrogate);
}

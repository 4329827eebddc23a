using System.Collections.ObjectModel;
using NewsApi.Tags;

namespace NewsApi.Importing;

/// <summary>What a section or tag is called that is made because a story names it.</summary>
/// <param name="Title">What readers see.</param>
/// <param name="ExternalIds">Its names in other vocabularies.</param>
internal sealed record MissingName(string Title, ExternalIds? ExternalIds = null)
{
    public static IReadOnlyDictionary<string, MissingName> None { get; } =
        ReadOnlyDictionary<string, MissingName>.Empty;

    /// <summary>Made from the slug where nothing tells a better title: <c>ocean-currents</c> is called "Ocean currents".
    /// </summary>
    public static MissingName Of(string slug)
    {
        var words = slug.Replace('-', ' ');
        return new(char.ToUpperInvariant(words[0]) + words[1..]);
    }
}

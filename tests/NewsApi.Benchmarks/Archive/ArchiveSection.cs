using System.Text.Json;

namespace NewsApi.Benchmarks.Archive;

/// <summary>A section of the archive.</summary>
/// <param name="Path">Ids from the root down to its own.</param>
/// <param name="Json">As stories show it.</param>
internal sealed record ArchiveSection(int Id, string Desk, string Slug, string Title, int[] Path, string Json)
{
    public int? ParentId => Path.Length > 1 ? Path[^2] : null;

    /// <returns>Parents first; of a desk the busiest comes first in <see cref="Desks.All"/>.</returns>
    public static IReadOnlyList<ArchiveSection> All()
    {
        var sections = new Dictionary<string, ArchiveSection>(StringComparer.Ordinal);
        foreach (var (desk, _, paths) in Desks.All)
        {
            foreach (var path in paths.OrderBy(path => path.Length == 0 ? 0 : 1 + path.Count(c => c == '/')))
            {
                var full = path.Length == 0 ? desk : $"{desk}/{path}";
                var parent = full == desk ? null : sections[full[..full.LastIndexOf('/')]];
                var slug = full[(full.LastIndexOf('/') + 1)..];
                var title = Titled(slug);
                var id = sections.Count + 1;
                sections.Add(
                    full,
                    new(
                        id,
                        desk,
                        slug,
                        title,
                        [.. parent?.Path ?? [], id],
                        JsonSerializer.Serialize(new { slug, title })
                    )
                );
            }
        }
        return [.. sections.Values];
    }

    /// <summary>Those of each desk, the busiest first.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<ArchiveSection>> ByDesk(
        IReadOnlyList<ArchiveSection> sections
    ) =>
        Desks.All.ToDictionary(
            desk => desk.Name,
            desk =>
                (IReadOnlyList<ArchiveSection>)
                    [
                        .. desk.Sections.Select(path =>
                            sections.Single(section =>
                                section.Desk == desk.Name
                                && section.Slug == (path.Length == 0 ? desk.Name : path[(path.LastIndexOf('/') + 1)..])
                            )
                        ),
                    ],
            StringComparer.Ordinal
        );

    private static string Titled(string slug) => char.ToUpperInvariant(slug[0]) + slug[1..].Replace('-', ' ');
}

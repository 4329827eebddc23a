namespace NewsApi.Benchmarks.Archive;

/// <summary>The desks of a newsroom: its root sections, and what its stories are sorted by. How many of a thousand stories
/// each has, and its sections as paths from the root, the busiest first.</summary>
internal static class Desks
{
    public const string Business = "business";
    public const string Other = "world";

    public static IReadOnlyList<(string Name, int Share, string[] Sections)> All { get; } =
    [
        (Business, 300, ["", "markets", "companies", "economy", "companies/energy", "companies/banks", "jobs"]),
        (Other, 220, ["europe", "", "africa", "americas", "asia", "middle-east", "africa/east-africa"]),
        ("sport", 180, ["football", "", "football/premier-league", "cricket", "tennis", "athletics"]),
        ("politics", 110, ["", "elections", "parliament", "foreign-policy"]),
        ("technology", 80, ["", "internet", "gadgets", "gaming"]),
        ("culture", 60, ["film", "", "music", "books"]),
        ("health", 30, ["", "medicine"]),
        ("science", 20, ["", "space"]),
    ];

    /// <param name="category">As other newsrooms name it, in small letters; null where it fits no desk.</param>
    public static string? Of(string category) =>
        category switch
        {
            "business" or "finance" or "stocks" or "realty" or "economy" => Business,
            "sport" or "sports" => "sport",
            "politics" => "politics",
            "tech" or "technology" or "sci/tech" or "game" => "technology",
            "entertainment" or "culture" or "religion" or "society" => "culture",
            "health" => "health",
            "science" or "education" => "science",
            "world" => Other,
            _ => null,
        };
}

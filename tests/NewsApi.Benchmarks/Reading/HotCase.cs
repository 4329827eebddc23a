namespace NewsApi.Benchmarks.Reading;

/// <summary>One answer that is asked for again and again.</summary>
/// <param name="Service">The same for the service …</param>
/// <param name="Afternoon">… and for the afternoon's; null where that has no such answer.</param>
/// <param name="Answer">What the service answers, for bare Kestrel to send: status and content …</param>
/// <param name="Whole">… and with all its headers.</param>
internal sealed record HotCase(string Name, Load Service, Load? Afternoon, ReadyAnswer Answer, ReadyAnswer Whole)
{
    private const string Tag = "If-None-Match";

    /// <summary>What bare Kestrel is asked for to get one of these answers.</summary>
    public Load Bare(ReadyAnswer answer) => Service with { Paths = [answer.Target] };

    /// <param name="service">Address of the service.</param>
    /// <param name="afternoon">Address of the afternoon's.</param>
    /// <param name="slugs">Of all stories, the newest last.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public static async Task<IReadOnlyList<HotCase>> MakeAsync(
        Uri service,
        Uri afternoon,
        IReadOnlyList<string> slugs,
        CancellationToken cancellationToken
    )
    {
        var item = new Load([Traffic.Item(slugs[^1])]);
        var section = new Load([Traffic.SectionList(InventedStory.Sections[0])]);
        var tag = new Load([Traffic.TagList(InventedStory.Topics[0])]);
        return
        [
            await OneAsync("hot item", item, item),
            await OneAsync("hot section list", section, section),
            await OneAsync("hot tag list", tag, tag),
            await OneAsync("hot item unchanged (304)", await KnownAsync(service), await KnownAsync(afternoon)),
            await OneAsync("hot item compressed", item.With("Accept-Encoding", "br, gzip"), null),
            await OneAsync("hot section list compressed", section.With("Accept-Encoding", "br, gzip"), null),
        ];

        async Task<Load> KnownAsync(Uri server)
        {
            var known = await Sample.TakeAsync(server, item, cancellationToken);
            return item.With(Tag, known.Tag!) with { Expected = 304 };
        }

        async Task<HotCase> OneAsync(string name, Load asked, Load? afternoons)
        {
            var sample = await Sample.TakeAsync(service, asked, cancellationToken);
            if (name.EndsWith("compressed", StringComparison.Ordinal) && sample.Encoding is null)
                throw new BenchmarkException("The service does not compress its answers.");
            var answer = new ReadyAnswer(
                $"/{name.Replace(' ', '-')}",
                asked.Expected,
                sample.Type,
                sample.Encoding,
                [],
                sample.Body
            );
            return new(
                name,
                asked with
                {
                    Length = sample.Body.Length,
                },
                afternoons,
                answer,
                answer with
                {
                    Target = $"{answer.Target}-whole",
                    Headers = sample.Headers,
                }
            );
        }
    }
}

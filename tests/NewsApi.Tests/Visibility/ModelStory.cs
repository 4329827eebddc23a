namespace NewsApi.Tests.Visibility;

/// <summary>What matters of one saved or public form of a story.</summary>
/// <param name="Word">A word of its headline that no other form of any story has.</param>
/// <param name="Slug">Its readable name.</param>
/// <param name="Section">Slug of its section.</param>
/// <param name="Tags">Ids of its tags, in order.</param>
/// <param name="Type">Kind of story.</param>
internal sealed record StoryForm(string Word, string Slug, string Section, IReadOnlyList<string> Tags, string Type)
{
    public int Corrections { get; init; }

    /// <summary>Whether others may publish it.</summary>
    public bool Syndicatable { get; init; } = true;
}

/// <summary>A story as a simple model has it: what an editor saved, and what readers may see.</summary>
internal sealed class ModelStory(Guid id, StoryForm saved)
{
    public Guid Id { get; } = id;

    public StoryForm Saved { get; set; } = saved;

    public string State { get; set; } = "draft";

    /// <summary>Whether the clock is going to publish it when its moment has come.</summary>
    public bool IsDue { get; set; }

    /// <summary>What readers may see; null for nothing.</summary>
    public StoryForm? Public { get; set; }

    /// <summary>Whether it was public once and must not be shown any more.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether its rights have ended while nothing has cleared it away yet: it is gone all the same.</summary>
    public bool IsUnswept { get; set; }

    /// <summary>Under which it ever was public.</summary>
    public HashSet<string> PublicSlugs { get; } = new(StringComparer.Ordinal);

    /// <summary>Words of every form that readers were never meant to see.</summary>
    public HashSet<string> HiddenWords { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it was published first some days ago, as readers and editors are told.</summary>
    public bool IsAged { get; set; }

    /// <summary>Words of every form that was public.</summary>
    public HashSet<string> PublicWords { get; } = new(StringComparer.Ordinal);

    /// <summary>How often the public form has been replaced or made.</summary>
    public int Publications { get; set; }

    public bool WasPublic => PublicSlugs.Count > 0;

    /// <summary>Readers get the saved form from now on.</summary>
    public void Publish()
    {
        HiddenWords.Remove(Saved.Word);
        Public = Saved;
        PublicSlugs.Add(Saved.Slug);
        PublicWords.Add(Saved.Word);
        (State, IsDue, IsGone, IsUnswept) = ("published", false, false, false);
        Publications++;
    }

    /// <summary>Readers get a tombstone from now on.</summary>
    public void Withdraw()
    {
        (State, IsDue, IsGone, IsUnswept) = ("withdrawn", false, true, false);
        Public = null;
    }

    public void Save(StoryForm form)
    {
        Saved = form;
        if (Public?.Word != form.Word)
            HiddenWords.Add(form.Word);
    }
}

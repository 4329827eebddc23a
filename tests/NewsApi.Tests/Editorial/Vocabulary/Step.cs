namespace NewsApi.Tests.Vocabulary;

/// <summary>What is done in a step of a history. Those that stand twice are done more often.</summary>
internal enum Deed
{
    CreateSection,
    RenameSection,
    MoveSection,
    MoveSectionAgain,
    MergeSections,
    MergeSectionsAgain,
    DeleteSection,
    CreateTag,
    RenameTag,
    AliasTag,
    MoveTag,
    MoveTagAgain,
    MergeTags,
    MergeTagsAgain,
    DeleteTag,
    Draft,
    Publish,
    PublishAnother,
    PublishExpired,
    Retag,
    RetagAgain,
    Withdraw,
}

/// <summary>A step: what is done, and numbers that choose with what.</summary>
internal sealed record Step(Deed Deed, int A, int B, int C);

namespace NewsApi.Paging;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Limit">How many items; 0 for none, only the total.</param>
/// <param name="Cursor">From which place on; null for the beginning.</param>
/// <param name="Number">The page's number, from 1, where no cursor is given.</param>
public sealed record PageRequest(int Limit, Cursor? Cursor, int Number)
{
    /// <summary>The first page of the usual size.</summary>
    public static readonly PageRequest First = new(DefaultLimit, null, 1);

    public const int DefaultLimit = 20;
    public const int MaxLimit = 100;

    /// <summary>Numbered pages are for people, and end here: skipping costs as much as reading. Cursors have no ceiling.</summary>
    public const int NumberedWindow = 10_000;

    /// <summary>One item more than wanted, which tells whether there is a further page.</summary>
    public int Take => Limit == 0 ? 0 : Limit + 1;

    public int Skip => (Number - 1) * Limit;

    public bool Backwards => Cursor is { Backwards: true };
}

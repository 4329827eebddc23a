namespace NewsApi.Paging;

/// <summary>A place between two items of a list: the sort key of the item next to it. It stays good when that item
/// disappears, because nothing ever looks the item up.</summary>
/// <param name="Backwards">Whether the page wanted ends at this place instead of beginning there.</param>
/// <param name="Key">What the list is sorted by, as its repository writes it.</param>
/// <param name="Id">What decides between items with the same key.</param>
public sealed record Cursor(bool Backwards, string Key, string Id);

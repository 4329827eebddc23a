using NewsApi.Articles;

namespace NewsApi.Feeds;

/// <summary>The full text of a story for a feed reader, which shows no other picture of it.</summary>
internal static class FeedHtml
{
    public static string Of(LeadImage? image, IReadOnlyList<Block> body) =>
        BodyHtml.Render(
            image is null
                ? body
                :
                [
                    new ImageBlock
                    {
                        Url = image.Url,
                        Alt = image.Alt,
                        Caption = image.Caption,
                        Credit = image.Credit,
                        Width = image.Width,
                        Height = image.Height,
                    },
                    .. body,
                ]
        );
}

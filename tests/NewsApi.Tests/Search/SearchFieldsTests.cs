using System.Text.RegularExpressions;
using NewsApi.Search;
using Xunit;

namespace NewsApi.Tests.Search;

public sealed class SearchFieldsTests
{
    [Theory]
    [InlineData("headline", SearchField.Headline)]
    [InlineData("body,headline", SearchField.Headline | SearchField.Body)]
    [InlineData("headline,standfirst,body,body", SearchField.Headline | SearchField.Standfirst | SearchField.Body)]
    public void Names_divided_by_commas_are_read_and_the_form_allows_them(string text, SearchField fields)
    {
        Assert.True(SearchFields.TryRead(text, out var read, out var fault), fault);
        Assert.Equal(fields, read.Fields);
        Assert.Matches(new Regex(SearchFields.Form.Pattern!, RegexOptions.None, TimeSpan.FromSeconds(1)), text);
    }

    [Theory]
    [InlineData(
        "headlin",
        "There is no field 'headlin'. Did you mean 'headline'? Fields are headline, standfirst, body."
    )]
    [InlineData("body,", "There is no field ''. Fields are headline, standfirst, body.")]
    [InlineData(
        "names, body",
        "There is no field 'names'. There is no field ' body'. Did you mean 'body'? Fields are headline, standfirst, body."
    )]
    public void Others_are_refused_and_the_form_forbids_them(string text, string fault)
    {
        Assert.False(SearchFields.TryRead(text, out var read, out var said));
        Assert.Null(read);
        Assert.Equal(fault, said);
        Assert.DoesNotMatch(new Regex(SearchFields.Form.Pattern!, RegexOptions.None, TimeSpan.FromSeconds(1)), text);
    }

    [Fact]
    public void Fields_are_called_by_their_names_in_the_order_of_a_story()
    {
        Assert.Equal(["headline", "standfirst", "body", "names"], SearchFields.NamesOf(SearchField.All));
        Assert.Equal(["headline", "names"], SearchFields.NamesOf(SearchField.Names | SearchField.Headline));
        Assert.Empty(SearchFields.NamesOf(SearchField.None));
    }

    [Fact]
    public void Lines_are_numbered_as_they_stand_in_the_text_of_a_story()
    {
        var lines = new StoryWords("one", "two", "three", "four", []).Lines.Split('\n');

        Assert.Equal(
            [" one ", " two ", " three ", " four "],
            SearchFields.LinesOf(SearchField.All).Select(number => lines[number - 1])
        );
        Assert.Equal([" one ", " three "], Lines(SearchField.Body | SearchField.Headline));
        Assert.Equal([" four "], Lines(SearchField.Names));

        IEnumerable<string> Lines(SearchField fields) =>
            SearchFields.LinesOf(fields).Select(number => lines[number - 1]);
    }
}

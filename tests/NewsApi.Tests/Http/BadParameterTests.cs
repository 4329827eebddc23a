using NewsApi.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Http;

public sealed class BadParameterTests(NewsroomFixture fixture) : QuietTests(fixture)
{
    /// <summary>What no parameter can hold, wherever it stands.</summary>
    private static readonly string[] Unreadable =
    [
        // Control characters
        .. (string[])["%00", "a%00b", "%01", "%09", "%0A", "%0D%0AX-Injected:%201", "%1B", "%7F"],
        // Not UTF-8: a stray byte, one cut short, over-long forms, a surrogate, beyond Unicode
        .. (string[])["%FF", "%80", "%C3", "%C0%80", "%E0%80%AF", "%ED%A0%80", "%ED%A0%BD%ED%B8%80", "%F4%90%80%80"],
        // Not percent escapes
        .. (string[])["%", "%1", "%zz", "%u0041", "a%"],
    ];

    [Theory]
    [MemberData(nameof(Operations.AllIds), MemberType = typeof(Operations))]
    public async Task Good_values_are_accepted_all_together(string id)
    {
        var operation = Operations.Get(id);
        var good = operation.Parameters.Where(parameter => parameter.Good.Length > 0);

        using var response = await SendAsync(operation, [.. good.Select(given => $"{given.Name}={given.Good}")]);

        await response.OkAsync();
    }

    [Theory]
    [MemberData(nameof(Operations.AllParameters), MemberType = typeof(Operations))]
    public async Task A_bad_value_is_refused_under_the_name_of_its_parameter(string id, string name)
    {
        var (operation, parameter) = Operations.Get(id, name);

        await Assert.AllAsync(
            parameter.Bad,
            async value =>
            {
                using var response = await SendAsync(operation, $"{name}={value}");
                await response.InvalidAsync(name);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Operations.AllParameters), MemberType = typeof(Operations))]
    public async Task What_is_no_text_is_refused_in_any_parameter(string id, string name)
    {
        var operation = Operations.Get(id);

        await Assert.AllAsync(
            Unreadable,
            async value =>
            {
                using var response = await SendAsync(operation, $"{name}={value}");
                await response.ProblemAsync(ProblemType.BadRequest);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Operations.AllIds), MemberType = typeof(Operations))]
    public async Task What_is_no_text_is_refused_as_a_name_of_a_parameter(string id)
    {
        await Assert.AllAsync(
            Unreadable,
            async name =>
            {
                using var response = await SendAsync(Operations.Get(id), $"{name}=1");
                await response.ProblemAsync(ProblemType.BadRequest);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Operations.AllParameters), MemberType = typeof(Operations))]
    public async Task A_value_of_ten_thousand_characters_is_too_long(string id, string name)
    {
        using var response = await SendAsync(Operations.Get(id), $"{name}={new string('a', 10_000)}");

        var problem = await response.ProblemAsync(ProblemType.UriTooLong);
        Assert.Contains($"{RequestLimits.MaxTargetLength}", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Operations.AllParameters), MemberType = typeof(Operations))]
    public async Task A_parameter_may_stand_once(string id, string name)
    {
        var (operation, parameter) = Operations.Get(id, name);

        using var response = await SendAsync(operation, $"{name}={parameter.Good}", $"{name}={parameter.Good}");

        var problem = await response.InvalidAsync(name);
        Assert.Equal(["Given 2 times; a parameter may stand once."], problem.Messages(name));
    }

    [Theory]
    [MemberData(nameof(Operations.AllParameters), MemberType = typeof(Operations))]
    public async Task A_mistyped_name_is_answered_with_the_right_one(string id, string name)
    {
        var (operation, parameter) = Operations.Get(id, name);

        await Assert.AllAsync(
            [name + "x", name.ToUpperInvariant(), $"{name}%5B%5D"],
            async mistyped =>
            {
                using var response = await SendAsync(operation, $"{mistyped}={parameter.Good}");
                var sent = Uri.UnescapeDataString(mistyped);
                var problem = await response.InvalidAsync(sent);
                Assert.Equal([$"There is no parameter of this name. Did you mean '{name}'?"], problem.Messages(sent));
            }
        );
    }

    [Theory]
    [MemberData(nameof(Operations.AllIds), MemberType = typeof(Operations))]
    public async Task An_unknown_name_is_refused(string id)
    {
        await Assert.AllAsync(
            ["entirely-unknown", "", "%27%20or%201=1", "%E2%80%AE", "__proto__", new string('a', 5000)],
            async name =>
            {
                using var response = await SendAsync(Operations.Get(id), $"{name}=1");
                await response.InvalidAsync(Uri.UnescapeDataString(name).Split('=')[0]);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Operations.AllIds), MemberType = typeof(Operations))]
    public async Task Every_fault_of_a_request_is_listed_at_once(string id)
    {
        var operation = Operations.Get(id);
        var names = operation.Parameters.Select(parameter => parameter.Name).Append("entirely-unknown").ToArray();

        using var response = await SendAsync(operation, [.. names.Select(name => name + "=")]);

        var problem = await response.InvalidAsync(names);
        var faults = problem["errors"]!.AsObject().Sum(error => error.Value!.AsArray().Count);
        Assert.Equal(
            faults == 1 ? "The request has one fault." : $"The request has {faults} faults.",
            problem.Text("detail")
        );
    }

    [Fact]
    public async Task An_answer_does_not_grow_with_the_number_of_faults()
    {
        var names = Enumerable.Range(0, 1000).Select(number => $"n{number}=");

        using var response = await Newsroom.GetAsync($"/v1/articles?{string.Join('&', names)}");

        var problem = await response.ProblemAsync(ProblemType.InvalidRequest);
        Assert.Equal(Faults.Most, problem.FaultyNames().Count());
        Assert.Contains("1000 faults", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/articles?page=2&cursor=x", "cursor", "page")]
    [InlineData("/v1/articles?page=101&limit=100", "page")]
    [InlineData("/v1/tags?page=10000&limit=2", "page")]
    [InlineData("/v1/articles?from=2026-01-02&to=2026-01-01", "from")]
    [InlineData("/v1/articles?limit=1&LIMIT=2", "LIMIT")]
    [InlineData("/v1/tags/suggest", "prefix")]
    public async Task Parameters_that_contradict_each_other_are_refused(string target, params string[] names)
    {
        using var response = await Newsroom.GetAsync(target);

        await response.InvalidAsync(names);
    }

    [Theory]
    [InlineData(
        "/v1/articles?section=scince",
        "section",
        "At offset 0: there is no section 'scince'. Did you mean 'science'?"
    )]
    [InlineData(
        "/v1/articles?tag=tone/explainer,(place/antartica)",
        "tag",
        "At offset 16: there is no tag 'place/antartica'. Did you mean 'place/antarctica'?"
    )]
    [InlineData(
        "/v1/articles?sort=newst",
        "sort",
        "Must be one of newest, oldest, updated, relevance. Did you mean 'newest'?"
    )]
    [InlineData("/v1/articles?section=science,(space", "section", "At offset 14, the end: expected ')', ',' or '|'.")]
    [InlineData(
        "/v1/articles?section=science,%F0%9F%98%80",
        "section",
        "At offset 8, '😀': expected a name, '-' or '('."
    )]
    [InlineData(
        "/v1/articles?fields=headlin,body,nope",
        "fields",
        "An article has no member 'headlin'. Did you mean 'headline'? An article has no member 'nope'. Did you mean 'type'?"
    )]
    [InlineData("/v1/articles?limit=101", "limit", "Must be from 0 to 100, not 101.")]
    public async Task A_refusal_says_where_and_what_would_be_right(string target, string name, string message)
    {
        using var response = await Newsroom.GetAsync(target);

        var problem = await response.InvalidAsync(name);
        Assert.Equal([message], problem.Messages(name));
    }

    private async Task<HttpResponseMessage> SendAsync(Operation operation, params string[] parameters)
    {
        using var request = operation.Request(Newsroom, operation.With(parameters));
        return await Newsroom.Client.SendAsync(request);
    }
}

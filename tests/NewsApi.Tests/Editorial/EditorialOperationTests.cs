using NewsApi.Http;
using NewsApi.Tests.Http;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>What every operation for editors that the OpenAPI document has refuses, whoever asks.</summary>
public sealed class EditorialOperationTests(EditorsSample shared) : HarmlessTests(shared), IClassFixture<EditorsSample>
{
    public static TheoryData<string> All => EditorialOperation.Ids(_ => true);

    public static TheoryData<string> Named =>
        EditorialOperation.Ids(operation => operation.PathNames.Any() && operation.Statuses.Contains(404));

    public static TheoryData<string> WithBody => EditorialOperation.Ids(operation => operation.MediaTypes.Count > 0);

    public static TheoryData<string> WithJson => EditorialOperation.Ids(operation => operation.TakesOneJson);

    public static TheoryData<string> Conditional => EditorialOperation.Ids(operation => operation.NeedsIfMatch);

    public static TheoryData<string> Repeatable => EditorialOperation.Ids(operation => operation.TakesIdempotencyKey);

    [Theory]
    [MemberData(nameof(All))]
    public async Task Unknown_and_repeated_query_parameters_are_refused_by_their_names(string id)
    {
        var operation = EditorialOperation.Get(id);
        var joint = operation.Target.Contains('?', StringComparison.Ordinal) ? '&' : '?';

        using var unknown = await Shared.SendAsync(operation, target: $"{operation.Target}{joint}noSuch=1&nor=2");
        await unknown.InvalidAsync("noSuch", "nor");
        foreach (var name in operation.QueryNames)
        {
            using var repeated = await Shared.SendAsync(
                operation,
                target: $"{operation.Target}{joint}{name}=1&{name}=1"
            );
            await repeated.InvalidAsync(name);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_can_not_be_sent_in_the_form_that_is_asked_for_answers_406(string id)
    {
        using var response = await Shared.SendAsync(
            EditorialOperation.Get(id),
            request => request.Headers.Add("Accept", "text/html")
        );

        await response.ProblemAsync(ProblemType.NotAcceptable);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Over_long_addresses_and_headers_are_refused(string id)
    {
        var operation = EditorialOperation.Get(id);

        using var address = await Shared.SendAsync(
            operation,
            target: $"{operation.Target}?{new string('a', RequestLimits.MaxTargetLength)}"
        );
        using var headers = await Shared.SendAsync(
            operation,
            request => request.Headers.Add("X-Long", new string('a', RequestLimits.MaxHeaderLength))
        );

        await address.ProblemAsync(ProblemType.UriTooLong);
        await headers.ProblemAsync(ProblemType.HeadersTooLarge);
    }

    [Theory]
    [MemberData(nameof(Named))]
    public async Task A_name_that_nothing_has_answers_404(string id)
    {
        var operation = EditorialOperation.Get(id);

        foreach (var name in new[] { Guid.CreateVersion7().ToString(), "no-such-thing", "%20", "'--", new('a', 300) })
        foreach (var target in operation.TargetsNaming(name))
        {
            using var response = await Shared.SendAsync(operation, target: target);
            await response.ProblemAsync(ProblemType.NotFound);
        }
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task A_body_of_another_media_type_answers_415(string id)
    {
        var operation = EditorialOperation.Get(id);

        foreach (var mediaType in new[] { "text/plain", "text/json", "application/xml", "multipart/form-data" })
        {
            using var response = await Shared.SendAsync(
                operation,
                request => request.Content!.Headers.ContentType = new(mediaType)
            );
            await response.ProblemAsync(ProblemType.UnsupportedMediaType);
        }
    }

    [Theory]
    [MemberData(nameof(WithJson))]
    public async Task A_body_with_a_content_coding_answers_415(string id)
    {
        var operation = EditorialOperation.Get(id);

        using var coded = await Shared.SendAsync(
            operation,
            request => request.Content!.Headers.ContentEncoding.Add("gzip")
        );
        await coded.ProblemAsync(ProblemType.UnsupportedMediaType);
    }

    [Theory]
    [MemberData(nameof(WithJson))]
    public async Task A_body_that_is_too_large_answers_413_and_one_that_is_none_400(string id)
    {
        var operation = EditorialOperation.Get(id);

        using var large = await Shared.SendAsync(
            operation,
            request =>
            {
                SetBody(request, new string(' ', RequestLimits.MaxBodyLength + 1));
                // Or the service might hang up while the rest is still being sent.
                request.Headers.ExpectContinue = true;
            }
        );
        using var none = await Shared.SendAsync(operation, request => SetBody(request, ""));

        await large.ProblemAsync(ProblemType.PayloadTooLarge);
        await none.InvalidAsync("");
    }

    [Theory]
    [MemberData(nameof(Conditional))]
    public async Task Without_the_present_entity_tag_nothing_is_changed(string id)
    {
        var operation = EditorialOperation.Get(id);
        var present = (await Shared.ETagAsync(operation)).Tag;

        using var without = await Shared.SendAsync(operation, request => request.Headers.IfMatch.Clear());
        await without.ProblemAsync(ProblemType.PreconditionRequired);
        foreach (var tag in new[] { "*", $"W/{present}", "\"stale\"", $"\"{present}\"", present.Trim('"'), "", "\"" })
        {
            using var stale = await Shared.SendAsync(operation, request => SetIfMatch(request, tag));
            await stale.ProblemAsync(ProblemType.PreconditionFailed);
        }
    }

    [Theory]
    [MemberData(nameof(Repeatable))]
    public async Task An_idempotency_key_that_is_no_short_plain_text_is_refused(string id)
    {
        var operation = EditorialOperation.Get(id);

        foreach (var key in new[] { "", new string('a', 256), "a\tb", "\u007f" })
        {
            using var response = await Shared.SendAsync(
                operation,
                request => request.Headers.TryAddWithoutValidation("Idempotency-Key", key)
            );
            await response.InvalidAsync("Idempotency-Key");
        }
    }

    [Theory]
    [MemberData(nameof(Repeatable))]
    public async Task An_idempotency_key_that_comes_twice_is_refused(string id)
    {
        var operation = EditorialOperation.Get(id);
        var etag = operation.NeedsIfMatch ? (await Shared.ETagAsync(operation)).ToString() : "\"\"";

        var answer = await RawHttp.ExchangeAsync(
            Newsroom.BaseAddress,
            $"""
            POST {operation.Target} HTTP/1.1
            Host: localhost
            Connection: close
            X-Api-Key: {Shared.Editor.Key.Text}
            If-Match: {etag}
            Idempotency-Key: a
            Idempotency-Key: a
            Content-Type: application/json
            Content-Length: 16

            """.ReplaceLineEndings("\r\n") + "\r\n{\"kind\":\"legal\"}"
        );

        Assert.Equal(400, answer.Status);
    }

    private static void SetBody(HttpRequestMessage request, string body)
    {
        var type = request.Content!.Headers.ContentType;
        request.Content = new StringContent(body);
        request.Content.Headers.ContentType = type;
    }

    private static void SetIfMatch(HttpRequestMessage request, string tag)
    {
        request.Headers.IfMatch.Clear();
        request.Headers.TryAddWithoutValidation("If-Match", tag);
    }
}

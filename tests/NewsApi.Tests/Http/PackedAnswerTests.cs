using System.IO.Compression;
using CsCheck;
using Microsoft.AspNetCore.Http;
using NewsApi.Http;
using Xunit;

namespace NewsApi.Tests.Http;

/// <summary>An answer that is kept compressed alone is to everybody the same as before.</summary>
public sealed class PackedAnswerTests
{
    private static readonly string?[] s_codings = [null, "br", "gzip", "gzip;q=0.5, br;q=0.1"];

    private static readonly byte[] s_glaciers = Repeat("Glaciers of the north. "u8.ToArray(), 1_000);

    private static readonly Gen<byte[]> s_content = Gen.Frequency(
        (1, Gen.Byte.Array[0, 5_000]),
        (2, Gen.Select(Gen.Byte.Array[1, 40], Gen.Int[1, 300], (part, times) => Repeat(part, times)))
    );

    /// <param name="room">For content as it is: for all of it, or for none.</param>
    [Theory]
    [InlineData(1_000_000)]
    [InlineData(1)]
    public Task It_is_the_same_in_every_coding_however_often_it_is_packed(int room) =>
        s_content.SampleAsync(
            async content =>
            {
                var plain = AnswerOf(content);
                var forms = new PlainForms(room);
                var packed = AnswerOf(content);
                packed.KeepIn(forms);
                foreach (var coding in s_codings.Concat(s_codings))
                {
                    packed.Pack();
                    var (sent, etag) = await SendAsync(packed, coding);
                    var expected = await SendAsync(plain, coding);
                    Assert.Equal(expected.Content, sent);
                    Assert.Equal(expected.ETag, etag);
                    Assert.Equal(content, Unpack(sent, etag));
                }
                packed.Pack();
                Assert.Equal(content, packed.Representation.Content.ToArray());
            },
            iter: 200
        );

    [Fact]
    public async Task Whoever_asks_while_it_is_packed_gets_the_whole_of_it()
    {
        var forms = new PlainForms(1_000_000);
        var answer = AnswerOf(s_glaciers);
        answer.KeepIn(forms);
        using var stopping = new CancellationTokenSource();
        var packing = Task.Run(() =>
        {
            while (!stopping.IsCancellationRequested)
                answer.Pack();
        });

        await Parallel.ForAsync(
            0,
            2_000,
            async (turn, _) =>
            {
                var (sent, etag) = await SendAsync(answer, s_codings[turn % s_codings.Length]);
                Assert.Equal(s_glaciers, Unpack(sent, etag));
            }
        );

        await stopping.CancelAsync();
        await packing;
    }

    [Fact]
    public async Task Those_asked_for_the_least_are_packed_when_there_is_no_room_for_all()
    {
        const int Room = 10;
        var forms = new PlainForms(Room * s_glaciers.Length);
        var (popular, others) = (
            AnswerOf(s_glaciers),
            Enumerable.Range(0, 3 * Room).Select(_ => AnswerOf(s_glaciers)).ToList()
        );
        popular.KeepIn(forms);
        for (var asked = 0; asked < 5; asked++)
        {
            await SendAsync(popular, coding: null);
            await Task.Delay(2);
        }

        // Whoever looks at what was asked for last finds that each of them was later.
        foreach (var answer in others)
        {
            answer.KeepIn(forms);
            await SendAsync(answer, coding: null);
        }

        await Eventually(() => forms.Bytes <= Room * s_glaciers.Length);
        await Eventually(() => others.Count(answer => answer.Size > 0) >= 2 * Room);
        Assert.True(popular.HasContent);
        // What is packed takes a part of it, which counts where it is kept.
        Assert.All(others, answer => Assert.InRange(answer.Size, 0, s_glaciers.Length / 3));
    }

    /// <summary>Each answer that came by once used to take the place of one that is asked for all the time.</summary>
    [Fact]
    public async Task One_asked_for_less_than_those_with_a_place_is_unpacked_for_that_request_alone()
    {
        var (_, seldom, _) = await CrowdAsync();

        var (sent, _) = await SendAsync(seldom, coding: null);
        Assert.Equal(s_glaciers, sent);
        Assert.False(seldom.HasContent);

        // Until it has been asked for as much as they have.
        for (var asked = 0; asked < 50 && !seldom.HasContent; asked++)
        {
            await Task.Delay(2);
            await SendAsync(seldom, coding: null);
        }
        Assert.True(seldom.HasContent);
    }

    /// <summary>What others had to have once says nothing as soon as some of them have gone.</summary>
    [Fact]
    public async Task Where_there_is_room_everyone_has_a_place()
    {
        var (forms, seldom, often) = await CrowdAsync();

        foreach (var answer in often.Take(often.Count / 2))
            forms.Forget(answer);
        await SendAsync(seldom, coding: null);

        Assert.True(seldom.HasContent);
    }

    [Fact]
    public void What_is_too_small_to_be_worth_it_stays_as_it_is()
    {
        var forms = new PlainForms(1_000_000);
        var answer = AnswerOf(new byte[PlainForms.SmallestPacked - 1]);
        answer.KeepIn(forms);

        Assert.Equal(0, forms.Bytes);
        Assert.Equal(PlainForms.SmallestPacked - 1, answer.Size);
    }

    /// <summary>One answer that was packed, since there are others that are asked for more and take all the room.</summary>
    private static async Task<(PlainForms Forms, FinishedAnswer Seldom, List<FinishedAnswer> Often)> CrowdAsync()
    {
        const int Room = 10;
        var forms = new PlainForms(Room * s_glaciers.Length);
        var (seldom, often) = (
            AnswerOf(s_glaciers),
            Enumerable.Range(0, Room).Select(_ => AnswerOf(s_glaciers)).ToList()
        );
        foreach (var answer in often)
            answer.KeepIn(forms);
        for (var asked = 0; asked < 10; asked++)
        {
            await Task.Delay(2);
            foreach (var answer in often)
                await SendAsync(answer, coding: null);
        }
        seldom.KeepIn(forms);
        await Eventually(() => !seldom.HasContent);
        return (forms, seldom, often);
    }

    private static FinishedAnswer AnswerOf(byte[] content) =>
        FinishedAnswer.Of(
            new Representation(content, MediaTypes.Json)
            {
                ChangedAt = DateTimeOffset.UnixEpoch,
                Freshness = Freshness.Brief,
            }
        );

    private static async Task<(byte[] Content, string ETag)> SendAsync(FinishedAnswer answer, string? coding)
    {
        var http = new DefaultHttpContext();
        using var body = new MemoryStream();
        http.Response.Body = body;
        if (coding is not null)
            http.Request.Headers.AcceptEncoding = coding;
        await answer.ExecuteAsync(http);
        await http.Response.CompleteAsync();
        return (body.ToArray(), http.Response.Headers.ETag.ToString());
    }

    private static byte[] Unpack(byte[] sent, string etag)
    {
        using var unpacked = new MemoryStream();
        using Stream stream =
            etag.EndsWith("-br\"", StringComparison.Ordinal)
                ? new BrotliStream(new MemoryStream(sent), CompressionMode.Decompress)
            : etag.EndsWith("-gzip\"", StringComparison.Ordinal)
                ? new GZipStream(new MemoryStream(sent), CompressionMode.Decompress)
            : new MemoryStream(sent);
        stream.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static async Task Eventually(Func<bool> condition)
    {
        for (var tries = 0; tries < 500 && !condition(); tries++)
            await Task.Delay(10);
        Assert.True(condition());
    }

    private static byte[] Repeat(byte[] part, int times) =>
        [.. Enumerable.Repeat(part, times).SelectMany(bytes => bytes)];
}

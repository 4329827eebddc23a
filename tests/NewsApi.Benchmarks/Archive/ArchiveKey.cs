using System.Reflection;
using System.Security.Cryptography;
using NewsApi.Storage;

namespace NewsApi.Benchmarks.Archive;

/// <summary>Says which archive: the same key always gives the same stories from the same texts.</summary>
internal sealed record ArchiveKey(int Stories, int Seed)
{
    /// <summary>Goes up when the loader comes to make other stories, so that old archives are not taken for new ones.</summary>
    private const int Form = 1;

    public string Database => $"archive_{Stories}_{Seed}";

    /// <summary>What an archive's database is marked with once it is complete: how its stories were made, and by which
    /// migrations its tables.</summary>
    public static string Mark => MarkUpTo(Migrations.Known[^1]);

    /// <summary>Whether an archive with this mark can be used. Migrations added since do not matter, since the service applies
    /// them; those that were changed in place do.</summary>
    public static bool IsGood(string mark) =>
        mark.Split(", ") is [.., var last, _] && Migrations.Known.Contains(last) && mark == MarkUpTo(last);

    private static string MarkUpTo(string last)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Migrations.Known.TakeWhile(name => name != last).Append(last))
        {
            using var text = Assembly.GetAssembly(typeof(Migrations))!.GetManifestResourceStream(name)!;
            var bytes = new byte[text.Length];
            text.ReadExactly(bytes);
            hash.AppendData(bytes);
        }
        return $"complete, form {Form}, {last}, {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}

using Xunit;

namespace NewsApi.Tests.Support;

/// <summary>A test with a program that is not of this project, where it is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal class InstalledFactAttribute(string program, string package) : FactAttribute
{
    private static readonly string[] Folders =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
        "/usr/sbin",
        "/usr/local/sbin",
    ];

    public override string? Skip
    {
        get => base.Skip ?? (PathOf(program) is null ? $"there is no {program} here ({package})" : null);
        set => base.Skip = value;
    }

    /// <summary>Where the program is; null for nowhere.</summary>
    public static string? PathOf(string program) =>
        Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}

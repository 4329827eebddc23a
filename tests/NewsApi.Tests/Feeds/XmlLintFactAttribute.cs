using NewsApi.LocalPostgres;
using Xunit;

namespace NewsApi.Tests.Feeds;

/// <summary>A test that asks <c>xmllint</c>: skipped where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class XmlLintFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> s_program = new(() => SearchEnvironment.Current.FindProgram("xmllint"));

    public static string Program => s_program.Value ?? throw new InvalidOperationException("There is no xmllint.");

    public override string? Skip
    {
        get => base.Skip ?? (s_program.Value is null ? "there is no xmllint here (libxml2-utils)" : null);
        set => base.Skip = value;
    }
}

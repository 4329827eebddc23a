using System.CommandLine;
using NewsApi.Access;
using NewsApi.Http;

namespace NewsApi.Commands;

/// <summary>Options that say which part of what is public there is for the holder of a key.</summary>
internal sealed class EntitlementOptions
{
    private readonly Option<string?> _section = Filter("--section", "sections, such as 'science|world'");
    private readonly Option<string?> _tag = Filter("--tag", "tags, such as '-tone/opinion'");
    private readonly Option<string?> _type = Filter("--type", "types");
    private readonly Option<string?> _language = Filter("--language", "languages");

    private readonly Option<int?> _delayDays = new("--delay-days")
    {
        Description = "It gets stories so many days after their first publication. Default: at once.",
    };

    private readonly Option<bool> _syndicatableOnly = new("--syndicatable-only")
    {
        Description = "It gets only stories that others may publish.",
    };

    public void AddTo(Command command)
    {
        command.Add(_section);
        command.Add(_tag);
        command.Add(_type);
        command.Add(_language);
        command.Add(_delayDays);
        command.Add(_syndicatableOnly);
    }

    /// <returns>Null where nothing is left out.</returns>
    public Entitlement? Read(ParseResult parsed)
    {
        var entitlement = new Entitlement
        {
            Section = parsed.GetValue(_section),
            Tag = parsed.GetValue(_tag),
            Type = parsed.GetValue(_type),
            Language = parsed.GetValue(_language),
            DelayDays = parsed.GetValue(_delayDays),
            SyndicatableOnly = parsed.GetValue(_syndicatableOnly),
        };
        return entitlement.IsEmpty ? null : entitlement;
    }

    /// <exception cref="ConfigurationException">There are faults; the message names the first one's option.</exception>
    public static void Check(Faults faults)
    {
        if (faults.Count == 0)
            return;
        var (pointer, messages) = faults.ToDictionary().First();
        var option = pointer switch
        {
            "/entitlement" => "--scope",
            "/entitlement/delayDays" => "--delay-days",
            _ => "--" + pointer.Split('/')[^1],
        };
        throw new ConfigurationException(option, messages[0]);
    }

    private static Option<string?> Filter(string name, string what) =>
        new(name) { Description = $"It gets only stories that match: a filter over {what}. Default: all." };
}

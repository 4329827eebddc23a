using FluentValidation;
using NewsApi.Access;
using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Keys;

/// <summary>Holds what a key is to open against what there is.</summary>
internal sealed class KeyReview(FilterReview filters, IValidator<KeyDraft> rules)
{
    /// <exception cref="RefusedException">With all faults of a key as it would be.</exception>
    public async Task CheckAsync(KeyDraft draft, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        foreach (var failure in (await rules.ValidateAsync(draft, cancellationToken)).Errors)
            faults.Add(failure.PropertyName, failure.ErrorMessage);
        // As in a new one: what stands for itself first.
        if (faults.Count == 0)
            faults = await FindFaultsAsync(draft, cancellationToken);
        if (faults.Count > 0)
            throw RefusedException.Invalid(faults);
    }

    /// <returns>All faults, each under its JSON pointer.</returns>
    public async Task<Faults> FindFaultsAsync(KeyDraft draft, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        if (draft.Entitlement is not { } entitlement)
            return faults;
        if (entitlement.IsEmpty)
            faults.Add("/entitlement", "Leaves nothing out. Leave the member out instead.");
        if (draft.Scopes.Any(scope => scope != Scopes.ContentRead))
            faults.Add(
                "/entitlement",
                $"Is for keys that only read: one with another scope than {Scopes.ContentRead} would get at the rest all the same."
            );
        if (entitlement.DelayDays is < 1 or > Entitlement.MaxDelayDays)
            faults.Add("/entitlement/delayDays", $"Must be from 1 to {Entitlement.MaxDelayDays}.");
        await filters.CheckAsync(entitlement, "/entitlement", faults, cancellationToken);
        return faults;
    }
}

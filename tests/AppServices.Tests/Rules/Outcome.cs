using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Mql.Updates;
using AppServices.Server.Operations;
using AppServices.Server.Rules.Access;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary>What a write of a sample's user must come to.</summary>
/// <param name="IsRefused">Whether it fails.</param>
/// <param name="Stored">The documents afterwards.</param>
/// <param name="Returned">The last document that was changed, as it is afterwards, or was if it is gone.</param>
internal sealed record Outcome(bool IsRefused, IReadOnlyList<BsonDocument> Stored, BsonDocument? Returned)
{
    public static Outcome Of(Sample sample, WriteCommand command)
    {
        ReferenceRules rules = sample.Rules;
        if (command is WriteCommand.Insert insert)
            return rules.AllowsInsert(insert.Document) ? new Outcome(false, [.. sample.Documents, insert.Document], null) : new Outcome(true, sample.Documents, null);
        bool isMany = command is WriteCommand.Update { IsMany: true } or WriteCommand.Delete { IsMany: true };
        Predicate query = QueryParser.Parse(sample.Query, TestContext.Current.CancellationToken);
        BsonDocument[] targets = sample.Documents.Where(document => rules.See(document) is { } seen && query.Matches(seen)).Take(isMany ? int.MaxValue : 1).ToArray();
        var stored = sample.Documents.ToList();
        BsonDocument? returned = null;
        try
        {
            Update? update = command is WriteCommand.Update { Change: var change } ? UpdateParser.Parse(change, null, TestContext.Current.CancellationToken) : null;
            foreach (BsonDocument target in targets)
            {
                if (update is not null && rules.NamesHidden(target, NamedFields.Of(sample.Update))) return new Outcome(true, sample.Documents, null);
                BsonDocument? after = update?.Apply(target, query, DateTime.UnixEpoch);
                returned = after ?? target;
                if (ReferenceEquals(after, target)) continue;
                if (!(after is null ? rules.AllowsDelete(target) : rules.AllowsUpdate(target, after))) return new Outcome(true, sample.Documents, null);
                if (after is null) stored.Remove(target);
                else stored[stored.IndexOf(target)] = after;
            }
        }
        catch (DocumentException)
        {
            return new Outcome(true, sample.Documents, null);
        }
        return new Outcome(false, stored, returned);
    }
}

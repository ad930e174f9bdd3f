using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Server.Rules.Expressions;
using MongoDB.Bson;

namespace AppServices.Server.Features;

/// <summary>A part of an app that tells a user what of it the user may use. Source: client-api 17.1.</summary>
internal interface IVisiblePart : IAppPart
{
    /// <summary>The field of the reply.</summary>
    string Section { get; }

    /// <summary>What the part does for clients beyond the protocol of the hosted service.</summary>
    IReadOnlyList<string> Extensions => [];

    /// <summary>What the user may use: nothing else is named.</summary>
    /// <param name="context">The user, as rules see it.</param>
    ValueTask<BsonArray> SeeAsync(RuleContext context);
}

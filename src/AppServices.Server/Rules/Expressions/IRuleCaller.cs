using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Rules.Expressions;

/// <summary>Somebody whose operations pass rules.</summary>
internal interface IRuleCaller
{
    /// <summary>What expressions see of the caller.</summary>
    ValueTask<RuleContext> OpenAsync(CancellationToken cancellationToken);
}

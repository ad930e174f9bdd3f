using MongoDB.Bson;

namespace AppServices.Server.AppConfig;

/// <summary>
/// What scripts see of the app: <c>context.app</c>, <c>context.environment</c> and <c>context.values</c> (app-folder 4.5).
/// </summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="ClientAppId">The id clients connect with.</param>
/// <param name="Name">The app's name.</param>
/// <param name="ProjectId">24 hex digits.</param>
/// <param name="DeploymentModel">Such as <c>GLOBAL</c>.</param>
/// <param name="ProviderRegion">Such as <c>aws-us-east-1</c>.</param>
/// <param name="EnvironmentTag">Such as <c>production</c>; may be empty.</param>
/// <param name="EnvironmentValues">The values of that environment.</param>
/// <param name="Values">Values and resolved secrets by name.</param>
internal sealed record AppDescription(
    string Id,
    string ClientAppId,
    string Name,
    string ProjectId,
    string DeploymentModel,
    string ProviderRegion,
    string EnvironmentTag,
    BsonDocument EnvironmentValues,
    BsonDocument Values)
{
    /// <summary>What could not be read.</summary>
    public UnreadableParts Unreadable { get; init; } = new();
}

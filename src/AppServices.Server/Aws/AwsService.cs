using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.OutgoingHttp;

namespace AppServices.Server.Aws;

/// <summary>A service of type <c>aws</c> or <c>aws-ses</c>. Source: app-folder 1.10, 4.13.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsMail">Whether it is one that sends mails only: <c>aws-ses</c>.</param>
/// <param name="AccessKeyId">The name of the key; null for none.</param>
/// <param name="Region">The region where functions name none; null for none.</param>
/// <param name="Secret">The key.</param>
/// <param name="Rules">What users' functions may do.</param>
internal sealed record AwsService(
    string Name, bool IsMail, string? AccessKeyId, string? Region, ServiceSecret Secret, ActionRules Rules);

/// <summary>The services of an app that are Amazon's.</summary>
/// <param name="All">The services by name.</param>
/// <param name="Items">What the app has of them.</param>
internal sealed record AwsServices(IReadOnlyDictionary<string, AwsService> All, IReadOnlyList<AppItem> Items)
{
    public static AwsServices Read(AppReading app)
    {
        var all = new Dictionary<string, AwsService>(StringComparer.Ordinal);
        var items = new List<AppItem>();
        foreach (ServiceFolder folder in ServiceFolder.All(app))
        {
            if (folder.Type is not ("aws" or "aws-ses")) continue;
            var secret = ServiceSecret.Read(folder, "secretAccessKey", app);
            ConfigFile? config = folder.Config?.Field("config");
            all[folder.Name] = new AwsService(
                folder.Name, folder.Type == "aws-ses", config?.Text("accessKeyId"), config?.Text("region"), secret,
                ActionRules.Read(folder, app));
            items.Add(secret.Item(folder, app));
        }
        return new AwsServices(all, items);
    }
}

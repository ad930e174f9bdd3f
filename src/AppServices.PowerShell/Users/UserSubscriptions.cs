using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace AppServices.Users;

/// <summary>The subscriptions of a runspace to what happens to users, hidden ones included.</summary>
internal static class UserSubscriptions
{
    public static IReadOnlyList<(PSEventSubscriber Subscriber, AppUserEvents Events)> Of(PSEventManager manager) =>
        manager.Subscribers
            .Where(subscriber => subscriber.SourceObject is AppUserEvents)
            .Select(subscriber => (subscriber, (AppUserEvents)subscriber.SourceObject))
            .ToArray();

    /// <summary>Ends them all, when the module is removed.</summary>
    public static void End(PSEventManager manager)
    {
        foreach ((PSEventSubscriber subscriber, _) in Of(manager)) manager.UnsubscribeEvent(subscriber);
    }
}

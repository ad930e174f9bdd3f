using System;
using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>Tells those who depend on documents of the server's own state when a commit of this process has changed them.</summary>
internal sealed class StateHub
{
    private readonly object _gate = new();
    private readonly Dictionary<(string Collection, BsonValue Id), List<Action>> _listeners = [];

    /// <summary>Calls back after each change of a document, until the registration is disposed.</summary>
    public IDisposable Listen(StateSchema collection, BsonValue id, Action changed)
    {
        (string, BsonValue) key = (collection.Name, id);
        lock (_gate)
        {
            if (!_listeners.TryGetValue(key, out List<Action>? listeners)) _listeners[key] = listeners = [];
            listeners.Add(changed);
        }
        return new Registration(this, key, changed);
    }

    /// <summary>Calls back for documents that were changed.</summary>
    public void Announce(IReadOnlyList<(StateSchema Collection, BsonValue Id)> documents)
    {
        if (documents.Count == 0) return;
        var callbacks = new List<Action>();
        lock (_gate)
        {
            if (_listeners.Count == 0) return;
            foreach ((StateSchema collection, BsonValue id) in documents)
                if (_listeners.TryGetValue((collection.Name, id), out List<Action>? listeners)) callbacks.AddRange(listeners);
        }
        foreach (Action callback in callbacks) callback();
    }

    private void Remove((string Collection, BsonValue Id) key, Action listener)
    {
        lock (_gate)
            if (_listeners.TryGetValue(key, out List<Action>? listeners) && listeners.Remove(listener) && listeners.Count == 0)
                _listeners.Remove(key);
    }

    private sealed class Registration(StateHub hub, (string Collection, BsonValue Id) key, Action listener) : IDisposable
    {
        public void Dispose() => hub.Remove(key, listener);
    }
}

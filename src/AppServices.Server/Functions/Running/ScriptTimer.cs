using System;
using Jint.Native;

namespace AppServices.Server.Functions.Running;

/// <summary>A pending <c>setTimeout</c>, <c>setInterval</c> or <c>setImmediate</c>.</summary>
/// <param name="Id">What the script clears it by.</param>
/// <param name="Callback">What it calls.</param>
/// <param name="Arguments">What with.</param>
/// <param name="Interval">The time between two calls; null if it is called once.</param>
internal sealed record ScriptTimer(int Id, JsValue Callback, JsValue[] Arguments, TimeSpan? Interval);

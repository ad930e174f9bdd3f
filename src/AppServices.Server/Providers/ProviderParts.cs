using System;
using AppServices.Server.Apps;
using AppServices.Server.Functions;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Settings;
using AppServices.Server.Users;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Providers;

/// <summary>What providers of an app are made of.</summary>
internal sealed record ProviderParts(
    ServedApp App, UserDirectory Users, FunctionRuntime Functions, ServerSettings Settings, ProviderHttp Http, TimeProvider Clock, ILogger Logger);

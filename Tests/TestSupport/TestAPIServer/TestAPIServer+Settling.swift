extension TestAPIServer {
    /// Lets everything happen that can happen at this time of the clients' clock; on their loop.
    ///
    /// - Parameters:
    ///   - turns: For how many turns of the loop in a row nothing must be asked of the server, and nothing change in it.
    ///   - isBusy: Whether something is under way that the server does not see.
    package func settle(turns: Int = 64, while isBusy: () -> Bool = { false }) async {
        var quiet = 0
        var activity = (-1, -1)
        while quiet < turns {
            await Task.yield()
            let current = (resourceVersion, requestCount())
            quiet = current == activity && !isBusy() ? quiet + 1 : 0
            activity = current
        }
    }
}

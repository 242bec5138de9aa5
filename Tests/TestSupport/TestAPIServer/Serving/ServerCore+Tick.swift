internal import EventLoop

extension ServerCore {
    /// Sends the bookmarks that are due and ends the watches whose time is over; tells when the next of them is.
    func tick(at now: LoopInstant) -> LoopInstant {
        var next = LoopInstant.never
        for watcher in store.watchers.all where watcher.ending == nil {
            let isOver = watcher.deadline <= now
            if watcher.nextBookmark <= now || isOver && watcher.allowsBookmarks {
                if !settings.dropsBookmarks {
                    watcher.send(.bookmark(version: store.version, endsInitialEvents: false))
                }
                watcher.nextBookmark = now.advanced(by: settings.bookmarkInterval)
            }
            // What is silent does not say goodbye either.
            if isOver, !watcher.isSilent { watcher.end(.finished) }
            if !isOver { next = min(next, watcher.deadline, watcher.nextBookmark) }
        }
        return next
    }
}

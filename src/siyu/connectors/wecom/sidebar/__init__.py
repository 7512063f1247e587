"""The sidebar's vendor side: staff sign-in (OAuth and scanning), JS-SDK signatures, media for one tap, reminders."""

"""`bench surge`: a surge as it really comes, minute by minute, with everything on: is it carried, and is it exact?"""

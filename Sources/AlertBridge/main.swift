print("alertbridge")
